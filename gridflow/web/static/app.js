/* Every page: keys, search, small comforts. Nothing here is needed to work. */
'use strict';
(() => {
  document.documentElement.classList.add('scripted');
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  all('.needs-script').forEach((one) => { one.hidden = false; });

  // a second press sends nothing twice
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === 'dialog') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === 'post') {
      form.dataset.sent = 'yes';
      setTimeout(() => { delete form.dataset.sent; }, 8000);
    }
  });
  window.addEventListener('pageshow', () => all('form[data-sent]').forEach((one) => { delete one.dataset.sent; }));

  all('[data-send]').forEach((one) => one.addEventListener('change', () => one.form.submit()));
  all('[data-show-password]').forEach((one) => one.addEventListener('change', () => {
    document.getElementById(one.dataset.showPassword).type = one.checked ? 'text' : 'password';
  }));
  const who = document.querySelector('.who');
  if (who) document.addEventListener('click', (event) => { if (!who.contains(event.target)) who.open = false; });
  const keys = document.getElementById('keys');
  all('[data-keys-help]').forEach((one) => one.addEventListener('click', () => keys.showModal()));

  const typing = (target) => target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select');
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.ctrlKey) {
      const primary = document.querySelector('[data-submit], [data-primary]');
      if (primary) { event.preventDefault(); primary.click(); }
      return;
    }
    if (event.key === 'Escape' && who) who.open = false;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (event.key === '/') {
      const search = document.querySelector('[data-search]');
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === '?') {
      keys.showModal();
    } else if (event.key === 'j' || event.key === 'k') {
      const links = all('[data-rows] .row-link');
      const at = links.indexOf(document.activeElement);
      const to = links[event.key === 'j' ? at + 1 : Math.max(0, at - 1)];
      if (to) { event.preventDefault(); to.focus(); }
    }
  });

  // a page that waits for the printer asks again
  const waiting = document.querySelector('[data-refresh]');
  if (waiting) setTimeout(() => window.location.reload(), Number(waiting.dataset.refresh) * 1000);
  all('[data-print]').forEach((one) => one.addEventListener('click', () => window.print()));
})();
