/* Follows relevance and calculations while somebody types. The server decides: it works
   in exact decimals, and its figures replace these after every saving. */
'use strict';
window.gridflow = window.gridflow || {};
(() => {
  const logic = JSON.parse(document.getElementById('logic').textContent);
  const words = JSON.parse(document.getElementById('words').textContent);
  const form = document.getElementById('form');
  const byPath = (attribute, path, root = document) => [...root.querySelectorAll(`[${attribute}]`)].filter((one) => one.getAttribute(attribute) === path);
  const ISO_DAY = /^\d{4}-\d\d-\d\d$/;
  const NUMBERS = ['integer', 'number', 'money'];

  const days = new Map();
  const day = (text) => {
    if (!days.has(text)) days.set(text, feelin.evaluate('date(t)', { t: text }).value);
    return days.get(text);
  };
  const revived = (value) => {
    if (Array.isArray(value)) return value.map(revived);
    if (typeof value === 'string' && ISO_DAY.test(value)) return day(value);
    if (value && typeof value === 'object') {
      if ('@date' in value) return day(value['@date']);
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, revived(one)]));
    }
    return value;
  };
  const scope = revived(logic.scope);
  // what is only shown has no input to be read from
  const fixed = revived(logic.fixed);

  // what a masked input hides is unknown here: such an expression waits for the server
  const hidden = new Set(logic.hidden);
  const named = new Map();
  const waits = (text) => {
    // a word in quotes is a value, not a name
    if (!named.has(text)) named.set(text, text.replace(/"(?:\\.|[^"\\])*"/g, '').match(/[\p{L}_][\p{L}\p{N}_]*/gu) || []);
    return named.get(text).some((name) => hidden.has(name));
  };
  const evaluate = (text, names) => {
    try {
      const found = feelin.evaluate(text, names).value;
      return found === undefined ? null : found;
    } catch (error) {
      return null;
    }
  };

  const inputs = (path) => form.elements[`f.${path}`];
  const texts = (path) => {
    const found = inputs(path);
    if (!found) return [];
    const list = found instanceof RadioNodeList ? [...found] : [found];
    return list.filter((one) => !['radio', 'checkbox'].includes(one.type) || one.checked).map((one) => one.value.trim()).filter(Boolean);
  };
  const halfWidth = (text) => text.normalize('NFKC').replace(/[,\s]/g, '');
  const read = (field, path) => {
    if (path in fixed) return fixed[path];
    const found = texts(path);
    if (!found.length) return null;
    if (NUMBERS.includes(field.type)) {
      const number = Number(halfWidth(found[0]));
      return Number.isFinite(number) ? number : null;
    }
    if (field.type === 'date') return ISO_DAY.test(found[0]) ? day(found[0]) : null;
    if (field.type === 'yes_no') return found[0] === 'yes';
    if (field.type === 'choices' || field.type === 'upload') return found;
    return found[0];
  };
  const rounded = (field, value) => {
    if (typeof value !== 'number') return value;
    const places = field.type === 'integer' ? 0 : field.type === 'money' ? 2 : field.decimals;
    if (places === undefined || places === null) return value;
    const shift = 10 ** places;
    return Math.sign(value) * Math.round(Math.abs(value) * shift * (1 + Number.EPSILON)) / shift;
  };
  const shown = (field, value) => {
    if (value === null || value === undefined) return words.no_number;
    if (typeof value === 'boolean') return value ? words.yes : words.no;
    if (typeof value === 'number') {
      const places = field.type === 'money' && !Number.isInteger(value) ? 2 : 0;
      return value.toLocaleString('zh-CN', { minimumFractionDigits: places, maximumFractionDigits: Math.max(places, field.decimals || 0) });
    }
    const labels = logic.labels[field.id] || {};
    if (Array.isArray(value)) return value.map((one) => labels[one] || one).join(words.between) || words.no_number;
    return String(value.toISODate ? value.toISODate() : labels[value] || value);
  };

  const settle = () => {
    const top = { ...scope };
    const blocks = [];
    const rowsOf = new Map();
    for (const section of logic.sections) {
      if (!section.repeat) {
        blocks.push({ section, fields: section.fields, prefix: '', own: top, names: top });
        for (const field of section.fields) top[field.id] = field.calculation ? null : read(field, field.id);
        continue;
      }
      const rows = [...form.querySelectorAll(`[data-repeat="${section.id}"] > [data-row]`)];
      top[section.id] = rows.map((row) => {
        const own = {};
        const prefix = `${section.id}.${row.dataset.row}.`;
        for (const field of section.fields) own[field.id] = field.calculation ? null : read(field, prefix + field.id);
        blocks.push({ section, fields: section.fields, prefix, own });
        return own;
      });
      rowsOf.set(section.id, top[section.id]);
    }
    const names = (block) => (block.prefix ? { ...top, ...block.own } : top);
    const kept = new Map();
    const relevant = new Map();
    const sections = new Map();
    const ordered = (fields) => {
      const place = (field, block) => logic.order.indexOf(block.prefix ? `${block.section.id}.${field.id}` : field.id);
      return fields.sort((one, other) => place(one.field, one.block) - place(other.field, other.block));
    };
    const computed = ordered(blocks.flatMap((block) => block.fields.filter((field) => field.calculation).map((field) => ({ field, block }))));
    for (let pass = 0; pass < 12; pass += 1) {
      let moved = false;
      for (const section of logic.sections) {
        const now = !section.relevant || (waits(section.relevant) ? null : evaluate(section.relevant, top) === true);
        if (now === null || sections.get(section.id) === now) continue;
        sections.set(section.id, now);
        if (section.repeat) top[section.id] = now ? rowsOf.get(section.id) : [];
        moved = true;
      }
      for (const block of blocks) {
        const asked = sections.get(block.section.id) !== false;
        for (const field of block.fields) {
          const path = block.prefix + field.id;
          if (asked && (field.relevant ? waits(field.relevant) : !relevant.has(path))) continue;
          const now = asked && (!field.relevant || evaluate(field.relevant, names(block)) === true);
          if (relevant.get(path) === now) continue;
          relevant.set(path, now);
          moved = true;
          if (!kept.has(path)) kept.set(path, block.own[field.id]);
          block.own[field.id] = now ? kept.get(path) : null;
        }
      }
      for (const { field, block } of computed) {
        if (waits(field.calculation) || relevant.get(block.prefix + field.id) === false) continue;
        const value = rounded(field, evaluate(field.calculation, names(block)));
        if (String(value) !== String(block.own[field.id])) { block.own[field.id] = value; moved = true; }
      }
      if (!moved) break;
    }
    return { blocks, computed, relevant, sections, names, top };
  };

  const apply = () => {
    const state = settle();
    for (const [path, now] of state.relevant) byPath('data-path', path, form).forEach((one) => { one.hidden = !now; });
    for (const [id, now] of state.sections) {
      byPath('data-section', id, form).forEach((one) => { one.hidden = !now; });
      byPath('data-tab', id).forEach((one) => { one.hidden = !now; });
    }
    for (const place of logic.signatures) {
      if (waits(place.relevant)) continue;
      const now = evaluate(place.relevant, state.top) === true;
      byPath('data-path', `signatures.${place.id}`, form).forEach((one) => { one.hidden = !now; });
    }
    for (const { field, block } of state.computed) {
      if (waits(field.calculation)) continue;
      byPath('data-out', block.prefix + field.id).forEach((one) => { one.textContent = shown(field, block.own[field.id]); });
    }
    for (const block of state.blocks) {
      for (const field of block.fields) {
        const always = field.required === true;
        if (!field.required || (!always && waits(field.required))) continue;
        const now = always || evaluate(field.required, state.names(block)) === true;
        byPath('data-path', block.prefix + field.id, form).forEach((one) => {
          const star = one.querySelector('.star');
          if (star) star.hidden = !now;
        });
      }
      if (block.section.title && block.prefix) {
        const row = byPath('data-row', block.prefix.split('.')[1], form)[0];
        const title = block.own[block.section.title];
        if (row) row.querySelector('[data-row-title]').textContent = title || words.unnamed;
      }
    }
  };

  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); };
  form.addEventListener('input', soon);
  form.addEventListener('change', soon);
  window.gridflow.preview = soon;
})();
