/* Drafts that save themselves, sections, rows, conflicts. Without it every button still works. */
'use strict';
(() => {
  const words = JSON.parse(document.getElementById('words').textContent);
  const form = document.getElementById('form');
  const body = document.body;
  const saved = document.querySelector('[data-saved]');
  const drafting = form.dataset.correcting !== 'yes';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byPath = (attribute, path, root = form) => all(`[${attribute}]`, root).filter((one) => one.getAttribute(attribute) === path);
  const made = (tag, values = {}) => Object.assign(document.createElement(tag), values);

  /* ---- one section at a time on a phone; marks of where one is on a desk */
  const small = window.matchMedia('(max-width: 899px)');
  const tabs = () => all('[data-tab]').filter((one) => !one.hidden);
  const sections = () => all('[data-section]').filter((one) => !one.hidden);
  let current = '';
  const show = (id, focus) => {
    const list = sections();
    const at = Math.max(0, list.findIndex((one) => one.dataset.section === id));
    current = list[at].dataset.section;
    list.forEach((one, number) => one.classList.toggle('current', number === at));
    body.classList.toggle('first', at === 0);
    body.classList.toggle('last', at === list.length - 1);
    all('[data-step="-1"]').forEach((one) => { one.disabled = at === 0; });
    const next = list[at + 1];
    const label = document.querySelector('[data-next-label]');
    if (next && label) label.textContent = words.next.replace('%', byPath('data-tab', next.dataset.section, document)[0].querySelector('.tab-label').textContent);
    tabs().forEach((one) => {
      const link = one.querySelector('a');
      if (one.dataset.tab === current) { link.setAttribute('aria-current', 'true'); if (small.matches) link.scrollIntoView({ inline: 'center', block: 'nearest' }); } else link.removeAttribute('aria-current');
    });
    const sums = document.querySelector('.sums');
    if (sums) sums.classList.toggle('wanted', Boolean(list[at].querySelector('.kind-money, .kind-number')) || list[at].dataset.section === 'signatures' || Boolean(list[at].querySelector('[data-repeat]')));
    if (focus && small.matches) { window.scrollTo(0, 0); list[at].querySelector('h2').setAttribute('tabindex', '-1'); list[at].querySelector('h2').focus({ preventScroll: true }); }
  };
  body.classList.add('paged');
  // who mends what was refused hands in again from wherever the mistake was
  body.classList.toggle('tried', Boolean(form.dataset.tried));
  const step = (by) => {
    const list = sections();
    const at = list.findIndex((one) => one.dataset.section === current) + by;
    if (list[at]) { show(list[at].dataset.section, true); save(); }
  };
  all('[data-step]').forEach((one) => one.addEventListener('click', () => step(Number(one.dataset.step))));
  tabs().forEach((one) => one.querySelector('a').addEventListener('click', (event) => {
    if (small.matches) { event.preventDefault(); show(one.dataset.tab, true); save(); }
  }));
  if (!small.matches) {
    const seen = new IntersectionObserver((entries) => entries.forEach((one) => { if (one.isIntersecting && !small.matches) show(one.target.dataset.section); }), { rootMargin: '-15% 0px -75% 0px' });
    all('[data-section]').forEach((one) => seen.observe(one));
  }
  const reveal = (id) => {
    const target = document.getElementById(id);
    if (!target) return null;
    const section = target.closest('[data-section]');
    if (section) show(section.dataset.section);
    for (let card = target.closest('details'); card; card = card.parentElement.closest('details')) card.open = true;
    return target;
  };
  const goTo = (id) => {
    const target = reveal(id);
    if (!target) return;
    target.scrollIntoView({ block: 'center' });
    const input = target.querySelector('input:not([type=hidden]), select, textarea, summary');
    if (input) input.focus({ preventScroll: true });
  };
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.summary a');
    if (link) { event.preventDefault(); goTo(decodeURIComponent(link.hash.slice(1))); }
  });

  /* ---- saving */
  let version = form.elements.base_version;
  let dirty = false;
  let busy = false;
  let again = false;
  let timer = 0;
  let leaving = false;
  let onward = '';
  const say = (text, bad) => { saved.textContent = text; saved.classList.toggle('bad', Boolean(bad)); };
  const marked = (mark, one) => {
    const word = one.state === 'done' ? '✓' : words[one.state].replace('%', one.count);
    mark.className = `mark ${one.state}`;
    mark.textContent = word;
  };
  const taken = (got) => {
    version.value = got.version;
    say(got.saved);
    for (const [id, one] of Object.entries(got.marks)) byPath('data-tab', id, document).forEach((tab) => marked(tab.querySelector('[data-mark]'), one));
    for (const [key, [missing, wrong]] of Object.entries(got.rows)) {
      byPath('data-row', key).forEach((row) => {
        const mark = row.querySelector('[data-row-mark]');
        mark.className = `chip ${wrong ? 'wrong' : missing ? 'missing' : 'done'}`;
        mark.textContent = wrong ? words.wrong.replace('%', wrong) : missing ? words.missing.replace('%', missing) : '✓';
      });
    }
    for (const [path, text] of Object.entries(got.shown)) byPath('data-out', path, document).forEach((one) => { one.textContent = text || words.no_number; });
    for (const [path, now] of Object.entries(got.relevant)) byPath('data-path', path).forEach((one) => { one.hidden = !now; const star = one.querySelector('.star'); if (star) star.hidden = !got.required[path]; });
    for (const [id, now] of Object.entries(got.sections)) { byPath('data-section', id).forEach((one) => { one.hidden = !now; }); byPath('data-tab', id, document).forEach((one) => { one.hidden = !now; }); }
    all('[data-path]', form).forEach((field) => {
      const faults = got.faults[field.dataset.path] || [];
      const box = field.querySelector('.told-all');
      if (!box || field.contains(document.activeElement)) return;
      box.replaceChildren(...faults.map((text) => made('p', { className: 'told error', textContent: text })));
      field.classList.toggle('wrong', faults.length > 0);
    });
    all('[data-checks]', form).forEach((box) => {
      if (box.contains(document.activeElement)) return;
      const html = got.checks[box.dataset.checks] || '';
      if (box.dataset.html !== html) { box.innerHTML = html; box.dataset.html = html; }
    });
    const summary = document.querySelector('[data-summary]');
    if (summary && Object.values(got.marks).every((one) => one.state === 'done')) summary.remove();
  };
  const conflict = (got) => {
    const dialog = made('dialog', { className: 'dialog' });
    const table = made('table', { className: 'compare' });
    const head = table.createTHead().insertRow();
    ['', words.mine, words.theirs].forEach((text) => head.append(made('th', { textContent: text })));
    const rows = table.createTBody();
    got.differences.forEach((one) => {
      const row = rows.insertRow();
      row.append(made('th', { textContent: one.label }), made('td', { textContent: one.mine || words.no_number }), made('td', { textContent: one.theirs || words.no_number }));
    });
    const mine = made('button', { type: 'button', className: 'primary', textContent: words.keep_mine });
    const theirs = made('button', { type: 'button', className: 'button', textContent: words.take_theirs });
    const choose = made('div', { className: 'choose' });
    choose.append(mine, theirs);
    dialog.append(made('h2', { textContent: got.sentence }), table, choose);
    document.body.append(dialog);
    mine.addEventListener('click', () => { version.value = got.version; dialog.close(); dialog.remove(); save(true); });
    theirs.addEventListener('click', () => { leaving = true; window.location.reload(); });
    dialog.showModal();
  };
  // everything typed was kept, here and where the other form has a place for it
  const replaced = (got) => {
    if (document.querySelector('[data-replaced]')) return;
    const box = made('div', { className: 'notice error', role: 'alert' });
    box.dataset.replaced = '';
    const link = made('a', { className: 'primary', href: got.superseded, textContent: words.replaced_look });
    // the last keystrokes first
    link.addEventListener('click', (event) => { event.preventDefault(); onward = got.superseded; save(true); });
    box.append(made('p', { textContent: got.error }), link);
    document.querySelector('main').prepend(box);
    box.scrollIntoView({ block: 'start' });
  };
  async function save(forced) {
    clearTimeout(timer);
    if (!drafting || (!dirty && !forced)) return;
    if (busy) { again = true; return; }
    busy = true;
    dirty = false;
    say(words.saving);
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
    try {
      const answer = await fetch(`/tasks/${form.dataset.code}/draft`, { method: 'POST', body: data, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      const got = await answer.json();
      if (answer.ok) taken(got);
      // what is there is what was typed: only the answer was lost
      else if (got.conflict && got.differences.length === 0) { version.value = got.version; again = true; }
      else if (got.superseded) { say(words.replaced, true); replaced(got); }
      else if (got.conflict) { dirty = true; conflict(got); } else { dirty = true; say(got.error || words.not_sent, true); }
    } catch (error) {
      dirty = true;
      say(words.not_sent, true);
      timer = setTimeout(() => save(), 15000);
    }
    busy = false;
    if (again) { again = false; save(true); }
    else if (onward && !dirty) { leaving = true; window.location.assign(onward); }
  }
  const touched = () => {
    dirty = true;
    if (drafting) say(words.unsaved);
    clearTimeout(timer);
    timer = setTimeout(() => save(), 1500);
  };
  form.addEventListener('input', touched);
  form.addEventListener('change', touched);
  all('[data-save]').forEach((one) => one.addEventListener('click', (event) => { event.preventDefault(); save(true); }));
  document.addEventListener('keydown', (event) => {
    if (event.key === 's' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(true); }
  });
  // what is handed in needs no draft: one saved behind it would contradict the answer
  form.addEventListener('submit', () => { leaving = true; clearTimeout(timer); });
  document.addEventListener('visibilitychange', () => { if (document.hidden && !leaving) save(); });
  window.addEventListener('online', () => save());
  window.addEventListener('beforeunload', (event) => { if (dirty && !leaving) event.preventDefault(); });

  /* ---- rows */
  // a correction has no draft: its rows move by script alone
  const movable = (root) => all('[data-add], [data-drop]', root).forEach((one) => { one.disabled = false; });
  movable(form);
  const renamed = (row, key) => {
    all('[name], [id], [for], [data-path], [data-out], [data-checks], [data-files], [data-name], [aria-labelledby], [aria-describedby], [data-row], [value]', row).concat(row).forEach((one) => {
      for (const { name, value } of [...one.attributes]) if (value.includes('__new__')) one.setAttribute(name, value.replaceAll('__new__', key));
    });
    return row;
  };
  all('[data-add]').forEach((button) => button.addEventListener('click', (event) => {
    const blank = document.querySelector(`template[data-blank="${button.value}"]`);
    if (!blank) return;
    event.preventDefault();
    const row = renamed(blank.content.firstElementChild.cloneNode(true), window.gridflow.newKey());
    const cards = form.querySelector(`[data-repeat="${button.value}"]`);
    all('details', cards).forEach((one) => { one.open = false; });
    row.open = true;
    movable(row);
    all('.needs-script', row).forEach((one) => { one.hidden = false; });
    cards.append(row);
    window.gridflow.preview();
    touched();
    row.scrollIntoView({ block: 'start' });
    const first = row.querySelector('.fields input, .fields select');
    if (first) first.focus({ preventScroll: true });
  }));
  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-drop]');
    if (!button) return;
    event.preventDefault();
    const row = button.closest('[data-row]');
    const next = row.nextElementSibling;
    const cards = row.parentElement;
    row.remove();
    window.gridflow.preview();
    touched();
    const toast = made('div', { className: 'toast', role: 'status' });
    const undo = made('button', { type: 'button', textContent: words.undo });
    undo.addEventListener('click', () => { cards.insertBefore(row, next); toast.remove(); window.gridflow.preview(); touched(); });
    toast.append(made('span', { textContent: words.dropped }), undo);
    document.body.append(toast);
    setTimeout(() => toast.remove(), 8000);
  });

  /* ---- where to begin */
  const summary = document.querySelector('[data-summary]');
  const anchor = decodeURIComponent(window.location.hash.slice(1));
  const first = sections()[0];
  if (first) show(first.dataset.section);
  const mistake = summary && (summary.querySelector('li.error a') || summary.querySelector('li a'));
  if (mistake && form.dataset.tried) {
    goTo(decodeURIComponent(mistake.hash.slice(1)));
    say(document.getElementById('summary-title').textContent, true);
  }
  else if (anchor) { const target = reveal(anchor); if (target) target.scrollIntoView({ block: 'start' }); }
  window.gridflow.preview();
})();
