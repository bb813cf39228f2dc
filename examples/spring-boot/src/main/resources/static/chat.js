import {render} from './markdown.js';

const MOST_IMAGE_BYTES = 4_000_000;
const IMAGES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
/** So long a text is read anew with each piece; a longer one when it has grown by a twentieth. Until then its end is plain. */
const READ_ANEW = 8_000;
/** A screen reader says so much of an answer by itself. The rest is in the log. */
const MOST_SPOKEN = 3_000;

const at = id => document.getElementById(id);
const number = new Intl.NumberFormat('en');
let models = [];
let model = null;
let image = null;
/** The answer that is under way; null for none. */
let current = null;

function make(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.append(text);
  }
  return made;
}

// ---- what was said

/** At the end of the page unless somebody has gone back to read. */
function keepsUp() {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - 80;
}

function scrollDown() {
  scrollTo(0, document.documentElement.scrollHeight);
}

function entry(who, label) {
  at('empty').hidden = true;
  const article = make('article', who);
  article.append(make('h2', 'unseen', label));
  at('log').append(article);
  return article;
}

function showQuestion(text, images) {
  const article = entry('question', 'You');
  for (const source of images) {
    const shown = make('img');
    shown.src = source;
    shown.alt = 'An image that you sent';
    article.append(shown);
  }
  article.append(make('p', '', text));
}

/** An answer on the page, whole or growing. */
class Shown {
  #article;
  #reasoning = null;
  #body;
  #text = '';
  #read = 0;
  #tail = null;
  #due = false;

  constructor() {
    this.#article = entry('answer', 'Answer');
    this.#body = make('div', 'text');
    this.#article.append(this.#body);
  }

  get text() {
    return this.#text;
  }

  reason(piece) {
    if (!this.#reasoning) {
      const details = make('details', 'reasoning');
      details.append(make('summary', '', 'Reasoning'));
      this.#reasoning = make('p');
      details.append(this.#reasoning);
      this.#body.before(details);
    }
    this.#reasoning.append(piece);
  }

  write(piece) {
    this.#text += piece;
    if (this.#text.length > READ_ANEW && this.#text.length < this.#read * 1.05) {
      this.#tail.append(piece);
    } else if (!this.#due) {
      this.#due = true;
      requestAnimationFrame(() => this.#render());
    }
  }

  #render() {
    const follows = keepsUp();
    this.#due = false;
    this.#read = this.#text.length;
    this.#tail = make('span');
    this.#body.replaceChildren(render(this.#text), this.#tail);
    if (follows) {
      scrollDown();
    }
  }

  busy(is) {
    this.#article.classList.toggle('busy', is);
  }

  end(words) {
    this.busy(false);
    this.#render();
    if (words) {
      this.#article.append(make('p', 'facts', words));
    }
  }

  /** Nothing came of it. */
  discard() {
    if (this.#text === '' && !this.#reasoning) {
      this.#article.remove();
      return true;
    }
    return false;
  }
}

function complain(trouble) {
  const box = at('trouble');
  box.replaceChildren();
  if (!trouble) {
    return;
  }
  const words = make('p');
  words.append(make('strong', '', trouble.what), ' ', trouble.remedy ?? '');
  box.append(words);
  if (trouble.detail) {
    const details = make('details');
    details.append(make('summary', '', 'For those who run this'), make('p', '', trouble.detail));
    box.append(details);
  }
  const away = make('button', 'away', 'Dismiss');
  away.type = 'button';
  away.addEventListener('click', () => {
    complain(null);
    at('text').focus();
  });
  box.append(away);
}

function showPurse(purse) {
  const tokens = purse.tokensIn + purse.tokensOut;
  at('spent').textContent = `All your answers: ${dollars(purse.cost)}, ${number.format(tokens)} tokens`
    + (purse.unknown ? `, and ${purse.unknown} whose cost is not known yet` : '');
  const when = {hour: 'this hour', day: 'today', week: 'this week', month: 'this month'}[purse.period] ?? 'in all';
  at('left').textContent = `${dollars(purse.left)} of ${dollars(purse.limit)} left ${when}`;
  at('budget').max = Number(purse.limit);
  at('budget').value = Number(purse.left);
  at('notice').hidden = !purse.simulated;
}

// ---- asking

async function json(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) {
    throw new Error(path + ' answered ' + answer.status);
  }
  return answer.json();
}

/** The events of an answer, as they come. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    const found = (rest + value).split('\n\n');
    rest = found.pop();
    for (const event of found) {
      if (event.startsWith('data: ')) {
        yield JSON.parse(event.slice(6));
      }
    }
  }
}

function working(is) {
  const focused = [at('stop'), at('send')].includes(document.activeElement);
  at('send').hidden = is;
  at('anew').disabled = is;
  // the focus stays in reach of whoever has only keys
  at('stop').hidden = !is;
  if (focused) {
    at(is ? 'stop' : 'text').focus();
  }
}

async function ask(event) {
  event?.preventDefault();
  const text = at('text').value.trim();
  if (current || text === '') {
    return;
  }
  if (!model) {
    complain({what: 'The models are not known yet.', remedy: 'Wait a moment, or load the page again.'});
    return;
  }
  if (image && !model.images) {
    complain({what: `${model.name} takes no images.`, remedy: 'Choose a model that says “images”, or remove the image.'});
    return;
  }
  complain(null);
  const asked = {answer: crypto.randomUUID(), model: model.id, text};
  const sent = image;
  if (sent) {
    asked.image = {type: sent.type, data: sent.data};
  }
  showQuestion(text, sent ? [sent.url] : []);
  const shown = new Shown();
  shown.busy(true);
  scrollDown();
  current = {id: asked.answer, abort: new AbortController()};
  at('text').value = '';
  grow();
  image = null;
  showImage();
  working(true);
  at('spoken').textContent = 'The model answers.';
  let last = null;
  try {
    const answer = await fetch('api/answer', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(asked),
      signal: current.abort.signal
    });
    if (!answer.ok) {
      last = {end: 'failed', ...await refusal(answer)};
    } else {
      for await (const event of events(answer.body)) {
        if (event.end) {
          last = event;
        }
        if (event.reasoning) {
          shown.reason(event.reasoning);
        }
        if (event.text) {
          shown.write(event.text);
        }
      }
    }
  } catch {
    last = current.stopping ? {end: 'stopped'} : null;
  }
  current = null;
  working(false);
  finish(shown, last, text, sent);
}

async function refusal(answer) {
  try {
    const said = await answer.json();
    if (said.what) {
      return said;
    }
  } catch {
    // an answer of somebody in between: its status is all there is
  }
  return {what: `This application refused the question (${answer.status}).`, remedy: 'Load the page again.'};
}

function finish(shown, last, text, sent) {
  if (!last) {
    last = {
      end: 'failed',
      what: 'The connection to this application broke off.',
      remedy: 'Look whether it still runs, then ask again.'
    };
  }
  if (last.purse) {
    showPurse(last.purse);
  }
  if (last.end === 'done') {
    shown.end(facts(last));
    at('spoken').textContent = 'Answer: ' + shown.text.slice(0, MOST_SPOKEN);
  } else if (last.end === 'stopped') {
    shown.end('Stopped. Its cost is looked up.');
    at('spoken').textContent = 'Stopped.';
    setTimeout(refresh, 3_000);
  } else {
    if (shown.discard()) {
      // the question was not answered and is not part of the conversation: it can be asked again as it is
      at('log').lastElementChild.remove();
      at('empty').hidden = at('log').querySelector('article') !== null;
      if (at('text').value === '') {
        at('text').value = text;
        grow();
        image = sent;
        showImage();
      }
    } else {
      shown.end('Broken off.');
    }
    at('spoken').textContent = '';
    complain(last);
  }
}

function facts(last) {
  const words = [last.model];
  if (last.provider) {
    words.push(last.provider);
  }
  if (last.tokensIn != null) {
    words.push(`${number.format(last.tokensIn)} + ${number.format(last.tokensOut)} tokens`);
  }
  words.push(last.cost != null ? dollars(last.cost) : 'cost not told');
  if (last.finish === 'length') {
    words.push('cut at the longest answer allowed');
  }
  return words.join(' · ');
}

async function refresh() {
  try {
    showPurse((await json('api/conversation')).purse);
  } catch {
    // the next answer tells it again
  }
}

async function stop() {
  const stopped = current;
  if (!stopped || stopped.stopping) {
    return;
  }
  stopped.stopping = true;
  try {
    await fetch('api/stop?answer=' + stopped.id, {method: 'POST'});
    // it ends by itself; should it not, it is cut here
    setTimeout(() => stopped.abort.abort(), 5_000);
  } catch {
    stopped.abort.abort();
  }
}

// ---- models

/** Two digits behind the point at least, and all that there are. */
function dollars(amount) {
  const [whole, rest = ''] = amount.split('.');
  return `$${whole}.${rest.padEnd(2, '0')}`;
}

function price(which, between = ', ') {
  return which.in === '0' && which.out === '0' ? 'free' : dollars(which.in) + ' in' + between + dollars(which.out) + ' out';
}

function choose(which) {
  model = which;
  at('model').textContent = which.name;
  at('price').textContent = price(which);
  at('pick').setAttribute('aria-label', `Model: ${which.name}, ${price(which)} for a million tokens`);
  try {
    localStorage.setItem('model', which.id);
  } catch {
    // a browser that keeps nothing begins with the usual model
  }
}

let chosen = -1;
let found = [];

function listModels() {
  const words = at('search').value.toLowerCase().split(/\s+/).filter(word => word);
  found = models.filter(one => {
    const text = `${one.name} ${one.id}${one.images ? ' images' : ''}`.toLowerCase();
    return words.every(word => text.includes(word));
  });
  at('list').replaceChildren(...found.map((one, place) => {
    const option = make('li');
    option.id = 'model-' + place;
    option.setAttribute('role', 'option');
    option.append(make('span', 'name', one.name), make('span', 'kind', one.images ? 'images' : ''),
      make('span', 'price', price(one, ' · ')));
    option.addEventListener('click', () => take(place));
    return option;
  }));
  at('found').textContent = found.length === 1 ? '1 model' : `${found.length} models`;
  point(Math.max(0, found.indexOf(model)));
}

function point(place) {
  at('list').children[chosen]?.setAttribute('aria-selected', 'false');
  chosen = found.length === 0 ? -1 : Math.min(found.length - 1, Math.max(0, place));
  const option = at('list').children[chosen];
  if (option) {
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({block: 'nearest'});
    at('search').setAttribute('aria-activedescendant', option.id);
  } else {
    at('search').removeAttribute('aria-activedescendant');
  }
}

function take(place) {
  if (found[place]) {
    choose(found[place]);
    at('models').close();
  }
}

async function loadModels() {
  try {
    const told = await json('api/models');
    models = told.models;
    if (models.length === 0) {
      setTimeout(loadModels, 1_000);
      return;
    }
    let last = null;
    try {
      last = localStorage.getItem('model');
    } catch {
      // as above
    }
    const with_ = id => models.find(one => one.id === id);
    choose(with_(last) ?? with_(told.usual) ?? models[0]);
    if (at('models').open) {
      listModels();
    }
  } catch {
    complain({what: 'The list of models cannot be had.', remedy: 'Load the page again.'});
  }
}

// ---- an image

function showImage() {
  at('attached').hidden = !image;
  if (image) {
    at('preview').src = image.url;
    at('attachedname').textContent = image.name;
  } else {
    at('preview').removeAttribute('src');
  }
}

async function add(file) {
  if (!file) {
    return;
  }
  if (!IMAGES.includes(file.type)) {
    complain({what: 'This kind of file cannot be sent.', remedy: 'Choose a PNG, JPEG, WebP or GIF image.'});
    return;
  }
  if (file.size > MOST_IMAGE_BYTES || file.size === 0) {
    complain({what: 'The image has more than 4 MB, or nothing in it.', remedy: 'Choose a smaller one.'});
    return;
  }
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  complain(model && !model.images
    ? {what: `${model.name} takes no images.`, remedy: 'Choose a model that says “images”, or remove the image.'}
    : null);
  image = {type: file.type, name: file.name || 'Pasted image', data: url.slice(url.indexOf(',') + 1), url: URL.createObjectURL(file)};
  showImage();
  at('text').focus();
}

// ---- keys and buttons

function grow() {
  const text = at('text');
  text.style.height = 'auto';
  text.style.height = text.scrollHeight + 'px';
}

at('form').addEventListener('submit', ask);
at('stop').addEventListener('click', stop);
at('text').addEventListener('input', grow);
at('text').addEventListener('keydown', event => {
  // a key that ends the writing of a Japanese word is not meant for the page
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask();
  }
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !at('models').open && !event.isComposing) {
    stop();
  }
});
at('anew').addEventListener('click', async () => {
  try {
    const told = await json('api/forget', {method: 'POST'});
    at('log').querySelectorAll('article').forEach(one => one.remove());
    at('empty').hidden = false;
    complain(null);
    showPurse(told.purse);
    at('spoken').textContent = 'A new conversation.';
  } catch {
    complain({what: 'The conversation cannot be forgotten.', remedy: 'Look whether this application still runs.'});
  }
  at('text').focus();
});

at('pick').addEventListener('click', () => {
  at('search').value = '';
  at('models').showModal();
  listModels();
  at('search').focus();
});
at('models').addEventListener('close', () => at('text').focus());
at('models').addEventListener('click', event => {
  if (event.target === at('models')) {
    at('models').close();
  }
});
at('search').addEventListener('input', listModels);
at('search').addEventListener('keydown', event => {
  const to = {ArrowDown: chosen + 1, ArrowUp: chosen - 1, PageDown: chosen + 10, PageUp: chosen - 10}[event.key];
  if (to !== undefined) {
    event.preventDefault();
    point(to);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    take(chosen);
  }
});

at('attach').addEventListener('click', () => at('file').click());
at('file').addEventListener('change', () => {
  add(at('file').files[0]);
  at('file').value = '';
});
at('detach').addEventListener('click', () => {
  image = null;
  showImage();
  at('text').focus();
});
at('text').addEventListener('paste', event => {
  const file = [...event.clipboardData.files].find(one => IMAGES.includes(one.type));
  if (file) {
    event.preventDefault();
    add(file);
  }
});
let within = 0;
addEventListener('dragenter', () => {
  within++;
  at('drop').hidden = false;
});
addEventListener('dragleave', () => {
  within--;
  at('drop').hidden = within > 0;
});
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  event.preventDefault();
  within = 0;
  at('drop').hidden = true;
  add(event.dataTransfer.files[0]);
});
// a page that goes does not leave a model writing
addEventListener('pagehide', () => {
  if (current) {
    navigator.sendBeacon('api/stop?answer=' + current.id);
  }
});

// ---- the beginning

async function begin() {
  loadModels();
  try {
    const told = await json('api/conversation');
    for (const one of told.said) {
      if (one.role === 'user') {
        showQuestion(one.text, one.images.map(name => 'api/image?name=' + encodeURIComponent(name)));
      } else if (one.role === 'assistant') {
        const shown = new Shown();
        if (one.reasoning) {
          shown.reason(one.reasoning);
        }
        shown.write(one.text);
        shown.end(one.cut ? 'Stopped.' : '');
      }
    }
    showPurse(told.purse);
    document.body.dataset.ready = '';
    scrollDown();
  } catch {
    complain({what: 'The conversation cannot be loaded.', remedy: 'Look whether this application still runs, then load the page again.'});
  }
}

begin();
