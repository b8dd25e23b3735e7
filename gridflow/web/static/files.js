/* Photos and signatures go up one by one while the form is being filled. */
'use strict';
window.gridflow = window.gridflow || {};
(() => {
  const words = JSON.parse(document.getElementById('words').textContent);
  const form = document.getElementById('form');
  const code = form.dataset.code;
  const token = form.elements.csrf_token.value;
  const made = (tag, values = {}) => Object.assign(document.createElement(tag), values);
  const changed = () => form.dispatchEvent(new Event('change', { bubbles: true }));

  window.gridflow.newKey = () => {
    // randomUUID is missing where the page comes without TLS
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };

  const removable = (item) => {
    const button = made('button', { type: 'button', className: 'remove', ariaLabel: words.remove, title: words.remove, textContent: '✕' });
    button.addEventListener('click', () => { item.remove(); changed(); });
    item.append(button);
  };
  document.querySelectorAll('.kept li').forEach(removable);

  // a photo of a cheap phone is 4 MB; the widest side becomes 2000 pixels
  const shrunk = async (file) => {
    if (!file.type.startsWith('image/') || file.size < 600000 || !window.createImageBitmap) return file;
    try {
      const image = await createImageBitmap(file);
      const scale = Math.min(1, 2000 / Math.max(image.width, image.height));
      const canvas = made('canvas', { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const smaller = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
      return smaller && smaller.size < file.size ? smaller : file;
    } catch (error) {
      return file;
    }
  };

  const send = (box, file, filename, way) => {
    const item = made('li');
    const bar = made('progress', { max: 1, value: 0 });
    const state = made('span', { className: 'file-name', textContent: words.uploading });
    item.append(bar, state);
    box.querySelector('.kept').append(item);
    const data = new FormData();
    data.append('csrf_token', token);
    data.append('key', window.gridflow.newKey());
    data.append('path', box.dataset.files);
    data.append('way', way);
    data.append('file', file, filename);
    const attempt = () => {
      const request = new XMLHttpRequest();
      request.open('POST', `/tasks/${code}/uploads`);
      request.setRequestHeader('Accept', 'application/json');
      request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
      const failed = (text) => {
        bar.hidden = true;
        state.textContent = text;
        const again = made('button', { type: 'button', className: 'button', textContent: '↻' });
        again.addEventListener('click', () => { again.remove(); bar.hidden = false; state.textContent = words.uploading; attempt(); });
        item.append(again);
      };
      request.addEventListener('error', () => failed(words.not_sent));
      request.addEventListener('load', () => {
        let got = {};
        try { got = JSON.parse(request.responseText); } catch (error) { got = {}; }
        if (request.status !== 200) { failed(got.error || words.not_sent); return; }
        item.replaceChildren();
        const input = made('input', { type: 'checkbox', name: got.name, value: got.id, checked: true, id: `u-${got.id}` });
        const label = made('label', { htmlFor: input.id });
        if (got.image) label.append(made('img', { src: got.url, alt: got.filename }));
        label.append(made('span', { className: 'file-name', textContent: got.filename }));
        item.append(input, label);
        removable(item);
        changed();
      });
      request.send(data);
    };
    removable(item);
    attempt();
  };

  form.addEventListener('change', async (event) => {
    const input = event.target;
    if (input.type !== 'file') return;
    event.stopPropagation();
    const box = input.closest('[data-files]');
    const files = [...input.files];
    input.value = '';
    const way = box.dataset.files.startsWith('signatures.') ? 'photo' : '';
    for (const file of files) {
      if (box.querySelectorAll('.kept li').length >= Number(box.dataset.atMost)) { window.alert(words.too_many); break; }
      send(box, await shrunk(file), file.name, way);
    }
  }, true);

  const draw = (button) => {
    const dialog = made('dialog', { className: 'dialog' });
    const pad = made('canvas', { className: 'pad' });
    const clear = made('button', { type: 'button', className: 'button', textContent: words.clear });
    const cancel = made('button', { type: 'button', className: 'button', textContent: words.cancel });
    const use = made('button', { type: 'button', className: 'primary', textContent: words.use, disabled: true });
    const row = made('div', { className: 'choose' });
    row.append(use, clear, cancel);
    dialog.append(made('h2', { textContent: button.dataset.drawLabel }), pad, row);
    document.body.append(dialog);
    dialog.addEventListener('close', () => dialog.remove());
    dialog.showModal();
    const ratio = window.devicePixelRatio || 1;
    const area = pad.getBoundingClientRect();
    pad.width = area.width * ratio;
    pad.height = area.height * ratio;
    const pen = pad.getContext('2d');
    pen.scale(ratio, ratio);
    Object.assign(pen, { lineWidth: 3, lineCap: 'round', lineJoin: 'round', strokeStyle: '#000' });
    let down = false;
    const at = (event) => { const box = pad.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    pad.addEventListener('pointerdown', (event) => { down = true; pad.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); });
    pad.addEventListener('pointermove', (event) => { if (down) { pen.lineTo(...at(event)); pen.stroke(); use.disabled = false; } });
    pad.addEventListener('pointerup', () => { down = false; });
    clear.addEventListener('click', () => { pen.clearRect(0, 0, pad.width, pad.height); use.disabled = true; });
    cancel.addEventListener('click', () => dialog.close());
    use.addEventListener('click', () => pad.toBlob((blob) => {
      const box = document.querySelector(`[data-files="${button.dataset.draw}"]`) || button.closest('.field');
      send(box, blob, 'signature.png', 'drawn');
      dialog.close();
    }, 'image/png'));
  };
  document.querySelectorAll('[data-draw]').forEach((one) => one.addEventListener('click', () => draw(one)));
})();
