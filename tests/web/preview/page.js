/* Runs the page's own preview script over pages that came from the server.

   Standard input: {feelin, preview, pages: [tree]}, where a tree is [tag, attributes,
   children] and the last two are file names and trees. Standard output: for each page
   the same facts that the server's page tells by its attributes. What stands here is
   only as much of a document as the script touches; a new selector fails loudly. */
'use strict';
const fs = require('node:fs');
const vm = require('node:vm');

class Element {
  constructor([tag, attributes, children], parent) {
    this.tag = tag;
    this.parent = parent;
    this.attributes = attributes;
    this.hidden = 'hidden' in attributes;
    this.checked = 'checked' in attributes;
    this.name = attributes.name;
    this.type = tag === 'input' ? attributes.type || 'text' : tag;
    this.children = children.map((one) => (typeof one === 'string' ? one : new Element(one, this)));
    this.listeners = {};
  }

  get dataset() {
    return Object.fromEntries(Object.entries(this.attributes).filter(([name]) => name.startsWith('data-')).map(([name, value]) => [name.slice(5), value]));
  }

  get value() {
    if (this.tag === 'textarea') return this.textContent.replace(/^\n/, '');
    if (this.tag !== 'select') return this.attributes.value || '';
    const options = this.all().filter((one) => one.tag === 'option');
    const chosen = options.find((one) => 'selected' in one.attributes) || options[0];
    return chosen ? chosen.attributes.value || '' : '';
  }

  get textContent() {
    return this.children.map((one) => (typeof one === 'string' ? one : one.textContent)).join('');
  }

  set textContent(text) {
    this.children = [String(text)];
  }

  // what stands in a template is no part of the document
  all() {
    if (this.tag === 'template') return [];
    return this.children.flatMap((one) => (typeof one === 'string' ? [] : [one, ...one.all()]));
  }

  getAttribute(name) {
    return name in this.attributes ? this.attributes[name] : null;
  }

  addEventListener(kind, listener) {
    this.listeners[kind] = listener;
  }

  querySelectorAll(selector) {
    const steps = selector.split(' > ').map(part);
    const fits = (element, at) => element && steps[at](element) && (at === 0 || fits(element.parent, at - 1));
    return this.all().filter((one) => fits(one, steps.length - 1));
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] || null;
  }
}

const part = (text) => {
  const attribute = /^\[([\w-]+)(?:="(.*)")?\]$/.exec(text);
  if (attribute) return (one) => one.getAttribute(attribute[1]) !== null && (attribute[2] === undefined || one.getAttribute(attribute[1]) === attribute[2]);
  const word = /^\.([\w-]+)$/.exec(text);
  if (word) return (one) => (one.attributes.class || '').split(/\s+/).includes(word[1]);
  throw new Error(`no such selector here: ${text}`);
};

class RadioNodeList extends Array {}

const named = (form) => {
  const groups = {};
  for (const one of form.all()) {
    const input = ['input', 'select', 'textarea'].includes(one.tag) && one.type !== 'file';
    if (input && one.name) (groups[one.name] = groups[one.name] || []).push(one);
  }
  return Object.fromEntries(Object.entries(groups).map(([name, found]) => [name, found.length === 1 ? found[0] : RadioNodeList.from(found)]));
};

const facts = (root) => {
  const found = { fields: {}, sections: {}, tabs: {}, figures: {}, stars: {}, titles: {} };
  for (const one of root.all()) {
    const data = one.dataset;
    if ('path' in data) {
      found.fields[data.path] = !one.hidden;
      const star = one.querySelector('.star');
      if (star) found.stars[data.path] = !star.hidden;
    }
    if ('section' in data) found.sections[data.section] = !one.hidden;
    if ('tab' in data) found.tabs[data.tab] = !one.hidden;
    if ('out' in data) (found.figures[data.out] = found.figures[data.out] || []).push(one.textContent.trim());
    if ('row' in data) found.titles[data.row] = one.querySelector('[data-row-title]').textContent.trim();
  }
  return found;
};

const asked = JSON.parse(fs.readFileSync(0, 'utf8'));
const window = {};
const browser = vm.createContext({ window, console, RadioNodeList, setTimeout: (then) => { then(); return 0; }, clearTimeout: () => {} });
vm.runInContext(fs.readFileSync(asked.feelin, 'utf8'), browser, { filename: 'feelin.js' });
const preview = new vm.Script(fs.readFileSync(asked.preview, 'utf8'), { filename: 'preview.js' });

const answers = asked.pages.map((tree) => {
  const root = new Element(tree, null);
  const byId = (id) => root.all().find((one) => one.attributes.id === id);
  const form = byId('form');
  form.elements = named(form);
  browser.document = { getElementById: byId, querySelectorAll: (selector) => root.querySelectorAll(selector) };
  const before = facts(root);
  preview.runInContext(browser);
  form.listeners.input();
  return { before, after: facts(root) };
});
process.stdout.write(JSON.stringify(answers));
