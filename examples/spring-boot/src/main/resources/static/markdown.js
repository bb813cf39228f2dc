/*
 * What a model writes, as nodes. Each node is made by createElement or createTextNode: no text of a model is ever read as HTML.
 * There are no images and no raw HTML. A link leads to http, https or mailto, opens in a tab of its own and tells nothing of this page.
 *
 * The work is linear: each character is looked at a bounded number of times. What is nested deeper than DEEPEST is plain text.
 */
const DEEPEST = 6;
const MOST_CELLS = 2000;
const LONGEST_LINK = 2000;

/** A fragment with what the text says. */
export function render(text) {
  const fragment = document.createDocumentFragment();
  blocks(text.replace(/\r\n?/g, '\n').split('\n'), fragment, 0);
  return fragment;
}

function element(name, parent, text) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.append(text);
  }
  parent.append(made);
  return made;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]{0,30})/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+/;
const RULE = /^ {0,3}(?:\*[ \t]{0,9}){3,}$|^ {0,3}(?:-[ \t]{0,9}){3,}$|^ {0,3}(?:_[ \t]{0,9}){3,}$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,9})([-*+]|\d{1,9}[.)])[ \t]+/;
const TABLE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,50}\|?[ \t]*$/;
/** A longer line is a paragraph, whatever it begins with. */
const LONGEST_MARK = 400;

function is(pattern, line) {
  return line.length <= LONGEST_MARK ? pattern.exec(line) : null;
}

function begins(pattern, line) {
  return pattern.exec(line.length <= LONGEST_MARK ? line : line.slice(0, LONGEST_MARK));
}

function blocks(lines, parent, depth) {
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (line.trim() === '') {
      at++;
    } else if (depth >= DEEPEST) {
      at = paragraph(lines, at, parent, () => false);
    } else {
      at = block(lines, at, parent, depth);
    }
  }
}

function block(lines, at, parent, depth) {
  const line = lines[at];
  const fence = begins(FENCE, line);
  if (fence) {
    return code(lines, at, parent, fence);
  }
  const heading = begins(HEADING, line);
  if (heading) {
    // the page has headings of its own above them
    inline(line.slice(heading[0].length).replace(/[ \t]#{1,6}$/, ''), element('h' + Math.min(6, heading[1].length + 2), parent));
    return at + 1;
  }
  if (is(RULE, line)) {
    element('hr', parent);
    return at + 1;
  }
  if (QUOTE.test(line)) {
    const inner = [];
    for (; at < lines.length && QUOTE.test(lines[at]); at++) {
      inner.push(lines[at].replace(QUOTE, ''));
    }
    blocks(inner, element('blockquote', parent), depth + 1);
    return at;
  }
  if (begins(ITEM, line)) {
    return list(lines, at, parent, depth);
  }
  if (line.includes('|') && at + 1 < lines.length && lines[at + 1].includes('-') && is(TABLE, lines[at + 1])) {
    return table(lines, at, parent);
  }
  return paragraph(lines, at, parent, startsBlock);
}

function startsBlock(line) {
  return begins(FENCE, line) || begins(HEADING, line) || is(RULE, line) || QUOTE.test(line) || begins(ITEM, line);
}

function paragraph(lines, at, parent, ends) {
  const text = [lines[at++].trim()];
  while (at < lines.length && lines[at].trim() !== '' && !ends(lines[at])) {
    text.push(lines[at++].trim());
  }
  inline(text.join('\n'), element('p', parent));
  return at;
}

function code(lines, at, parent, fence) {
  const mark = fence[1];
  const text = [];
  for (at++; at < lines.length; at++) {
    const line = lines[at].trim();
    if (line.length >= mark.length && line.length < LONGEST_MARK && line === mark[0].repeat(line.length)) {
      at++;
      break;
    }
    text.push(lines[at]);
  }
  const pre = element('pre', parent);
  // whoever has no mouse scrolls it, too
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', fence[2] ? 'Code, ' + fence[2] : 'Code');
  element('code', pre, text.join('\n'));
  return at;
}

/** Each line is taken once: what belongs to an item is dedented and read one level deeper. */
function list(lines, at, parent, depth) {
  const first = ITEM.exec(lines[at]);
  const numbered = /\d/.test(first[2]);
  const made = element(numbered ? 'ol' : 'ul', parent);
  if (numbered && parseInt(first[2], 10) !== 1) {
    made.start = parseInt(first[2], 10);
  }
  const indent = first[1].length;
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item || item[1].length > indent + 1 || item[1].length < indent || /\d/.test(item[2]) !== numbered || is(RULE, lines[at])) {
      break;
    }
    const inside = item[0].length;
    const inner = [lines[at].slice(inside)];
    for (at++; at < lines.length; at++) {
      const line = lines[at];
      const spaces = line.length - line.trimStart().length;
      if (line.trim() === '') {
        const next = lines[at + 1];
        if (next === undefined || next.trim() === '' || next.length - next.trimStart().length < 2) {
          break;
        }
        inner.push('');
      } else if (spaces > indent + 1) {
        inner.push(line.slice(Math.min(spaces, inside)));
      } else if (startsBlock(line)) {
        break;
      } else {
        inner.push(line.trim());
      }
    }
    const entry = element('li', made);
    if (inner.length === 1) {
      inline(inner[0], entry);
    } else {
      blocks(inner, entry, depth + 1);
    }
    // a blank line between two items
    if (at + 1 < lines.length && lines[at].trim() === '' && ITEM.test(lines[at + 1])) {
      at++;
    }
  }
  return at;
}

function cells(line) {
  return line.trim().replace(/^\|/, '').replace(/\|$/, '').split('|');
}

function table(lines, at, parent) {
  const around = element('div', parent);
  around.className = 'table';
  around.tabIndex = 0;
  around.setAttribute('role', 'group');
  around.setAttribute('aria-label', 'Table');
  const made = element('table', around);
  const head = cells(lines[at]);
  const row = element('tr', element('thead', made));
  let left = MOST_CELLS;
  for (const cell of head.slice(0, 50)) {
    inline(cell.trim(), element('th', row));
    left--;
  }
  const body = element('tbody', made);
  for (at += 2; at < lines.length && lines[at].includes('|') && left > 0; at++) {
    const next = element('tr', body);
    for (const cell of cells(lines[at]).slice(0, head.length)) {
      inline(cell.trim(), element('td', next));
      left--;
    }
  }
  return at;
}

const SPECIAL = /[\\`*_~[\]!<\n]|https?:\/\//g;
const ESCAPED = /[\\`*_{}[\]()#+\-.!|~<>]/;
const AUTOLINK = /https?:\/\/[^\s<>"'`*\\]{1,1500}/y;
const ANGLE = /<(https?:\/\/[^\s<>]{1,1500}|[\w.+-]{1,64}@[\w.-]{1,190})>/y;

/**
 * One pass over the text. Marks that open wait in a stack of at most DEEPEST, and a mark that finds no room or no partner is text. A
 * text of a million asterisks makes text.
 */
function inline(text, parent) {
  // what is open: its mark, the node that it makes, where its content begins
  const open = [];
  let target = parent;
  let plain = '';
  let at = 0;

  function flush() {
    if (plain !== '') {
      target.append(plain);
      plain = '';
    }
  }
  function close(index) {
    flush();
    // those that were opened within and never closed are text again
    while (open.length > index + 1) {
      unwrap(open.pop());
    }
    target = open.pop().outer;
  }
  function push(mark, node) {
    flush();
    open.push({mark, node, outer: target, brackets: 0});
    target.append(node);
    target = node;
  }
  function unwrap(entry) {
    entry.node.before(entry.mark);
    while (entry.node.firstChild) {
      entry.node.before(entry.node.firstChild);
    }
    entry.node.remove();
    target = entry.outer;
  }

  // where the next ` of a length is, so that one which is missing is looked for once
  const missing = new Set();
  // no link is looked for behind the last of these
  const lastParenthesis = text.lastIndexOf(')');

  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const found = SPECIAL.exec(text);
    if (!found) {
      plain += text.slice(at);
      break;
    }
    plain += text.slice(at, found.index);
    at = found.index;
    const mark = text[at];
    if (mark === '\\') {
      const next = text[at + 1];
      const escapes = next !== undefined && ESCAPED.test(next);
      plain += escapes ? next : '\\';
      at += escapes ? 2 : 1;
    } else if (mark === '\n') {
      flush();
      element('br', target);
      at++;
    } else if (mark === '`') {
      at = codeSpan(at);
    } else if (mark === '*' || mark === '_' || mark === '~') {
      at = emphasis(at, mark);
    } else if (mark === '!' && text[at + 1] === '[') {
      // an image of a model would be loaded from wherever it says: the words for it are enough
      at++;
    } else if (mark === '[') {
      const around = open.find(entry => entry.mark === '[');
      if (around) {
        // words of a link may have brackets, such as [[1]](https://...)
        around.brackets++;
        plain += '[';
      } else if (open.length < DEEPEST && at < lastParenthesis) {
        push('[', document.createElement('span'));
      } else {
        plain += '[';
      }
      at++;
    } else if (mark === ']') {
      at = linkEnd(at);
    } else if (mark === '<') {
      ANGLE.lastIndex = at;
      const angle = ANGLE.exec(text);
      if (angle) {
        flush();
        link(angle[1].includes('://') ? angle[1] : 'mailto:' + angle[1], angle[1]);
        at += angle[0].length;
      } else {
        plain += '<';
        at++;
      }
    } else if (mark === 'h') {
      AUTOLINK.lastIndex = at;
      const bare = AUTOLINK.exec(text);
      if (bare && !open.some(entry => entry.mark === '[')) {
        const url = bare[0].replace(/[.,;:!?)\]]{1,5}$/, '');
        flush();
        link(url, url);
        at += url.length;
      } else {
        plain += 'h';
        at++;
      }
    } else {
      plain += mark;
      at++;
    }
  }
  flush();
  while (open.length > 0) {
    unwrap(open.pop());
  }

  function link(url, words) {
    const made = anchor(url);
    if (made) {
      made.append(words);
      target.append(made);
    } else {
      plain += words;
    }
  }

  function run(from, mark) {
    let end = from;
    while (text[end] === mark) {
      end++;
    }
    return end - from;
  }

  function codeSpan(from) {
    const length = run(from, '`');
    const ticks = text.slice(from, from + length);
    if (!missing.has(length) && length <= 16) {
      let end = from + length;
      for (;;) {
        end = text.indexOf(ticks, end);
        if (end < 0) {
          missing.add(length);
          break;
        }
        const many = run(end, '`');
        if (many === length) {
          flush();
          element('code', target, text.slice(from + length, end).replace(/\n/g, ' '));
          return end + length;
        }
        end += many;
      }
    }
    plain += ticks;
    return from + length;
  }

  function emphasis(from, mark) {
    const length = run(from, mark);
    const before = text[from - 1];
    const after = text[from + length];
    const opens = after !== undefined && !/\s/.test(after) && !(mark === '_' && before !== undefined && /\w/.test(before));
    const closes = before !== undefined && !/\s/.test(before) && !(mark === '_' && after !== undefined && /\w/.test(after));
    if (length > 3 || mark === '~' && length !== 2) {
      plain += text.slice(from, from + length);
      return from + length;
    }
    if (closes) {
      const index = open.findLastIndex(entry => entry.mark === mark.repeat(length));
      if (index >= 0 && !open.slice(index + 1).some(entry => entry.mark === '[')) {
        close(index);
        return from + length;
      }
    }
    if (opens && open.length < DEEPEST) {
      const node = document.createElement(mark === '~' ? 's' : length === 1 ? 'em' : 'strong');
      if (length === 3) {
        node.className = 'both';
      }
      push(mark.repeat(length), node);
    } else {
      plain += text.slice(from, from + length);
    }
    return from + length;
  }

  function linkEnd(from) {
    const index = open.findLastIndex(entry => entry.mark === '[');
    if (index < 0) {
      plain += ']';
      return from + 1;
    }
    if (open[index].brackets > 0 && text[from + 1] !== '(') {
      open[index].brackets--;
      plain += ']';
      return from + 1;
    }
    let end = -1;
    if (text[from + 1] === '(') {
      const within = text.slice(from + 2, from + 2 + LONGEST_LINK);
      end = within.indexOf(')');
      // one pair of parentheses may be part of an address
      if (end >= 0 && within.slice(0, end).includes('(')) {
        end = within.indexOf(')', end + 1);
      }
    }
    const span = open[index].node;
    if (end < 0) {
      flush();
      while (open.length > index) {
        unwrap(open.pop());
      }
      plain += ']';
      return from + 1;
    }
    const url = text.slice(from + 2, from + 2 + end).trim().split(/\s/)[0];
    const made = anchor(url);
    close(index);
    if (made) {
      while (span.firstChild) {
        made.append(span.firstChild);
      }
      span.replaceWith(made);
    } else {
      // a link that may not lead anywhere shows where it wanted to
      span.append(' (' + url + ')');
    }
    return from + 3 + end;
  }
}

/** Null where it leads to something that runs, or to this machine's files. */
function anchor(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (!['http:', 'https:', 'mailto:'].includes(parsed.protocol)) {
    return null;
  }
  const made = document.createElement('a');
  made.href = parsed.href;
  made.rel = 'noopener noreferrer nofollow';
  made.target = '_blank';
  return made;
}
