/* The keys of a ledger, drafts that save themselves, and one save for many rows.
   Without it the table is a form with one button. */
'use strict';
(() => {
  const words = JSON.parse(document.getElementById('words').textContent);
  const form = document.getElementById('ledger');
  const box = document.querySelector('.ledger-scroll');
  const saved = document.querySelector('[data-saved]');
  const submit = document.querySelector('[data-submit]');
  const legend = document.getElementById('ledger-keys');
  const second = form.elements.second_visitor;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const made = (tag, values = {}) => Object.assign(document.createElement(tag), values);
  const newKey = () => crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`.replace('.', '');
  document.documentElement.classList.add('ledger-scripted', 'ledger-live');

  /* ---- rows and cells */
  const rows = () => all('tr[data-row]');
  const rowOf = (cell) => cell.closest('tr[data-row]');
  const codeOf = (cell) => rowOf(cell).dataset.row;
  const byCode = (code) => document.getElementById(`row-${code}`);
  const pathOf = (cell) => (cell.dataset.cell === 'take' ? 'take' : cell.closest('td').dataset.path);
  let offline = false;
  // without the server nobody knows what is asked: every cell can be reached and read
  const online = (now) => { offline = !now; document.documentElement.classList.toggle('ledger-live', now); };
  const reachable = (cell) => !cell.disabled && (offline || !cell.closest('td.off'));
  const cells = (row) => all('[data-cell]', row).filter(reachable);
  const cellAt = (row, path) => cells(row).find((one) => pathOf(one) === path);
  const tick = (row) => row.querySelector('input[name=take]');
  const go = (cell) => {
    if (!cell) return false;
    cell.focus({ preventScroll: true });
    if (cell.select && cell.type !== 'checkbox' && cell.type !== 'date') cell.select();
    (cell.closest('td, th') || cell).scrollIntoView({ block: 'nearest', inline: 'nearest' });
    return true;
  };
  const across = (cell, by) => {
    const list = cells(rowOf(cell));
    return go(list[list.indexOf(cell) + by]);
  };
  const down = (cell, by) => {
    const list = rows();
    const path = pathOf(cell);
    for (let at = list.indexOf(rowOf(cell)) + by; list[at]; at += by) {
      const found = cellAt(list[at], path);
      if (found) return go(found);
    }
    return false;
  };

  /* ---- values */
  const lastUsed = new Map();
  const read = (cell) => (cell.type === 'checkbox' ? cell.checked : cell.value);
  const write = (cell, value) => {
    if (read(cell) === value) return;
    if (cell.type === 'checkbox') cell.checked = value;
    else cell.value = value;
    cell.dispatchEvent(new Event(cell.name === 'take' ? 'change' : 'input', { bubbles: true }));
  };
  const above = (cell) => {
    const list = rows();
    for (let at = list.indexOf(rowOf(cell)) - 1; at >= 0; at -= 1) {
      const found = cellAt(list[at], pathOf(cell));
      if (found) return read(found);
    }
    return undefined;
  };
  const repeat = (cell) => {
    const value = lastUsed.has(pathOf(cell)) ? lastUsed.get(pathOf(cell)) : above(cell);
    if (value !== undefined) write(cell, value);
    if (cell.select && cell.type !== 'checkbox' && cell.type !== 'date') cell.select();
  };
  const YES = ['1', 'y', 'Y', words.yes];
  const NO = ['0', 'n', 'N', '2', words.no];
  const chosen = (cell, key) => {
    if (cell.type === 'checkbox') return YES.includes(key) ? true : NO.includes(key) ? false : undefined;
    const values = [...cell.options].map((one) => one.value);
    if (values.includes('yes') && values.includes('no') && values.length === 3) return YES.includes(key) ? 'yes' : NO.includes(key) ? 'no' : undefined;
    return /^[1-9]$/.test(key) ? values[Number(key)] : undefined;
  };

  /* ---- the counter */
  const count = () => {
    for (const row of rows()) {
      const chip = row.querySelector('[data-chip]');
      const ready = tick(row).checked && !row.classList.contains('wrong');
      if (ready && chip.dataset.was === undefined) { chip.dataset.was = chip.textContent; chip.textContent = words.ready; }
      if (!ready && chip.dataset.was !== undefined) { chip.textContent = chip.dataset.was; delete chip.dataset.was; }
    }
    const ticked = rows().filter((row) => tick(row).checked).length;
    const done = Number(form.dataset.done) + rows().filter((row) => tick(row).checked && !row.classList.contains('wrong')).length;
    document.querySelector('[data-filled]').textContent = words.filled.replace('%1', done).replace('%2', form.dataset.total);
    submit.textContent = ticked ? words.send.replace('%', ticked) : words.none;
  };

  /* ---- what is typed */
  const dirty = new Map();
  let stamp = 0;
  let timer = 0;
  const say = (text, bad) => { saved.textContent = text; saved.classList.toggle('bad', Boolean(bad)); };
  const soon = (after) => { clearTimeout(timer); timer = setTimeout(() => send(false), after); };
  const touched = (row, quick) => {
    stamp += 1;
    dirty.set(row.dataset.row, stamp);
    say(words.unsaved);
    soon(quick ? 200 : 1500);
  };
  document.addEventListener('input', (event) => {
    const name = event.target.name || '';
    // a reason may stand below its row
    const row = name.startsWith('r.') && byCode(name.split('.')[1]);
    if (!row || !row.dataset.row) return;
    touched(row, event.target.tagName === 'SELECT');
    if (event.target.matches('[data-cell]') && event.target.type !== 'checkbox') lastUsed.set(pathOf(event.target), read(event.target));
    // who writes into a row means it: the tick can be taken away again
    tick(row).checked = true;
    count();
  });
  document.addEventListener('change', (event) => {
    const cell = event.target;
    const row = cell.closest('tr[data-row]');
    if (!row || cell.classList.contains('opener')) return;
    if (cell.matches('[data-cell]') && cell.name === 'take') lastUsed.set('take', cell.checked);
    if (cell.name === 'take') count();
  });
  if (second) second.addEventListener('change', () => secondTold([]));

  /* ---- keys */
  let before = null;
  document.addEventListener('focusin', (event) => {
    if (event.target.matches && event.target.matches('[data-cell]')) before = { cell: event.target, value: read(event.target) };
  });
  const edge = (cell, key) => {
    if (!['text', 'tel', ''].includes(cell.type)) return cell.tagName === 'SELECT' || cell.type === 'checkbox' || cell.type === 'date' || cell.type === 'month';
    const { selectionStart: from, selectionEnd: to, value } = cell;
    if (from === 0 && to === value.length) return true;
    return key === 'ArrowLeft' ? from === 0 && to === 0 : from === value.length && to === value.length;
  };
  const pressed = (event) => {
    const cell = event.target;
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
    if (key === 'Enter') return down(cell, event.shiftKey ? -1 : 1) || true;
    if (key === 'ArrowDown') return down(cell, 1) || true;
    if (key === 'ArrowUp') return down(cell, -1) || true;
    if (key === 'Home') return go(tick(rowOf(cell)));
    if (key === 'ArrowRight' || key === 'ArrowLeft') return edge(cell, key) && (across(cell, key === 'ArrowRight' ? 1 : -1) || true);
    if (key === 'Escape') { if (before && before.cell === cell) write(cell, before.value); return true; }
    const chooses = cell.tagName === 'SELECT' || cell.type === 'checkbox';
    const whole = chooses || cell.type === 'date' || !cell.value || (cell.selectionStart === 0 && cell.selectionEnd === cell.value.length);
    if (key === '.' && whole) { repeat(cell); return true; }
    if (!chooses) return false;
    if (key === '?') { legend.showModal(); return true; }
    if ((key === 'Delete' || key === 'Backspace') && cell.tagName === 'SELECT') { write(cell, ''); return true; }
    const value = chosen(cell, key);
    if (value === undefined) return false;
    write(cell, value);
    return true;
  };
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') { event.preventDefault(); send(false); return; }
    if (!event.target.matches || !event.target.matches('[data-cell]')) {
      if (event.target.closest && event.target.closest('tr[data-row]') && event.key === 'Enter' && event.target.tagName === 'INPUT') event.preventDefault();
      return;
    }
    if (pressed(event)) event.preventDefault();
  });
  all('[data-legend]').forEach((one) => one.addEventListener('click', () => legend.showModal()));

  const secondTold = (texts) => all('[data-second-told]').forEach((place) => place.replaceChildren(...texts.map((text) => made('p', { className: 'told error', textContent: text }))));

  /* ---- sending: one at a time; what was not answered is sent again as it was */
  let pending = null;
  let wanted = null;
  const body = (codes, ticked) => {
    const data = new URLSearchParams();
    const wantedCodes = new Set(codes);
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== 'string' || name === 'key' || name === 'take') continue;
      if (!name.startsWith('r.') || wantedCodes.has(name.split('.')[1])) data.append(name, value);
    }
    ticked.forEach((code) => data.append('take', code));
    data.append('do', ticked.length ? 'submit' : 'keep');
    data.append('key', newKey());
    return data;
  };
  async function send(hands) {
    clearTimeout(timer);
    if (pending && pending.busy) { wanted = { hands: hands || Boolean(wanted && wanted.hands) }; return; }
    if (!pending) {
      const ticked = hands ? rows().filter((row) => tick(row).checked).map((row) => row.dataset.row) : [];
      const codes = [...new Set([...dirty.keys(), ...ticked])].filter((code) => byCode(code));
      if (hands && !ticked.length && !dirty.size) { say(words.nothing_ticked, true); return; }
      if (ticked.length && second && !second.value) { secondTold([words.second_missing]); second.focus(); return; }
      if (!codes.length) return;
      pending = { hands, stamps: new Map(dirty), codes, data: body(codes, ticked) };
    } else if (hands && !pending.hands) wanted = { hands };
    pending.busy = true;
    say(words.saving);
    submit.disabled = true;
    let got = null;
    try {
      const answer = await fetch(window.location.pathname, { method: 'POST', body: pending.data, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      got = await answer.json();
      if (!answer.ok) throw new Error(got.error || words.not_sent);
      online(true);
      const { hands: handed, stamps, codes } = pending;
      pending = null;
      for (const code of codes) if (dirty.get(code) === stamps.get(code)) dirty.delete(code);
      taken(got, handed);
    } catch (error) {
      online(false);
      pending.busy = false;
      // an answer that says no is not asked for again
      if (got) pending = null;
      say(got && got.error ? got.error : words.not_sent, true);
      timer = setTimeout(() => send(false), 15000);
    }
    submit.disabled = false;
    if (wanted && !pending) { const next = wanted; wanted = null; send(next.hands); }
  }
  form.addEventListener('submit', (event) => { event.preventDefault(); send(true); });

  /* ---- what came back */
  const message = (row, html) => {
    const there = document.querySelector(`[data-message="${row.dataset.row || row.id.slice(4)}"]`);
    if (there && there.contains(document.activeElement)) return there;
    if (there) there.remove();
    if (!html.trim()) return null;
    const line = made('tr', { className: 'aside-row' });
    line.dataset.message = row.dataset.row;
    const cell = line.insertCell();
    cell.colSpan = row.cells.length;
    cell.innerHTML = html;
    row.after(line);
    return line;
  };
  const close = (row, got) => {
    all('td[data-path]', row).forEach((cell) => {
      cell.className = cell.className.replace(/\b(off|wrong)\b/g, '');
      cell.textContent = got.shown[cell.dataset.path] || words.blank;
    });
    all('.take, input[type=hidden]', row).forEach((one) => one.remove());
    row.removeAttribute('data-row');
    form.dataset.done = Number(form.dataset.done) + 1;
  };
  const showFaults = (row, got) => {
    all('td[data-path]', row).forEach((cell) => {
      const path = cell.dataset.path;
      const out = cell.querySelector('output');
      if (out) { out.textContent = got.shown[path] || words.blank; return; }
      cell.classList.toggle('off', got.off.includes(path));
      const faults = got.faults[path] || [];
      cell.classList.toggle('wrong', faults.length > 0);
      all('.told-all', cell).forEach((one) => one.remove());
      if (faults.length) {
        const told = made('div', { className: 'told-all' });
        told.append(...faults.map((text) => made('p', { className: 'told error', textContent: text })));
        cell.append(told);
      }
      const held = cell.querySelector('.checks-here');
      if (held && held.contains(document.activeElement)) return;
      if (held) held.remove();
      if (got.checks[path]) cell.append(made('div', { className: 'checks-here', innerHTML: got.checks[path] }));
    });
  };
  const choices = (row, line, got) => {
    if (got.why !== 'ledger_other_draft' || !line) return;
    const mine = made('button', { type: 'button', className: 'button', textContent: words.keep_mine });
    const theirs = made('button', { type: 'button', className: 'button', textContent: words.take_theirs });
    line.querySelector('[data-choices]').prepend(mine, theirs);
    const again = () => { line.remove(); row.classList.remove('wrong'); };
    mine.addEventListener('click', () => { again(); touched(row, true); go(cells(row)[0]); });
    theirs.addEventListener('click', () => {
      for (const cell of all('[data-cell]', row)) {
        const values = got.theirs[pathOf(cell)];
        if (values && cell.type === 'checkbox') all('input', cell.closest('td')).forEach((one) => { one.checked = values.includes(one.value); });
        else if (values) cell.value = values[0] || '';
      }
      again();
      touched(row, true);
      go(cells(row)[0]);
    });
  };
  const taken = (got, handed) => {
    let first = null;
    for (const [code, one] of Object.entries(got.rows)) {
      const row = byCode(code);
      if (!row || !row.dataset.row) continue;
      const chip = row.querySelector('[data-chip]');
      if (one.chip) { delete chip.dataset.was; chip.textContent = one.chip; chip.className = `chip ${one.tone}`; row.className = one.tone; }
      const line = message(row, one.message || '');
      if (one.state === 'done') { close(row, one); continue; }
      row.querySelector('input[type=hidden]').value = one.version;
      if (one.state === 'conflict') {
        tick(row).checked = false;
        if (one.why === 'ledger_other_draft') choices(row, line, one);
        else all('input, select', row).forEach((each) => { each.disabled = !each.classList.contains('opener'); });
        continue;
      }
      // while somebody goes on typing, mistakes of what was sent would lag behind
      if (!dirty.has(code)) showFaults(row, one);
      if (one.state === 'refused' && !first) first = row.querySelector('td.wrong [data-cell], .check.warning:not(.answered) input') || cells(row)[0];
      if (one.state === 'refused') row.querySelector('.opener').checked = true;
    }
    if (handed) secondTold(got.second);
    if (handed && got.second.length) first = second;
    count();
    const bad = Object.values(got.rows).some((one) => one.state === 'conflict' || (handed && one.state === 'refused'));
    say(handed || bad ? got.said : got.saved, bad);
    if (first && handed) { if (first === second) second.focus(); else go(first); } else if (handed && document.activeElement === document.body && rows().length) go(tick(rows()[0]));
  };

  /* ---- leaving, and coming back */
  window.addEventListener('online', () => send(false));
  document.addEventListener('visibilitychange', () => { if (document.hidden && dirty.size) send(false); });
  window.addEventListener('beforeunload', (event) => { if (dirty.size || pending || rows().some((row) => tick(row).checked)) event.preventDefault(); });
  count();
  const start = rows()[0];
  if (start && window.matchMedia('(min-width: 900px)').matches) {
    const wrong = document.querySelector('td.wrong [data-cell]');
    go(wrong || (second && !second.value ? second : tick(start)));
  }
})();
