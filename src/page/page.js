/* Searches what was found, orders the clusters, and sets any two copies of one against each other.
   Everything else is there without it.
   SPDX-License-Identifier: MIT */
(function () {
  'use strict';
  var tools = document.getElementById('tools');
  if (!tools) return;
  var list = document.getElementById('list');  /* none without clusters */
  var items = list ? Array.prototype.slice.call(list.children) : [];
  var alone = Array.prototype.slice.call(document.querySelectorAll('.related > li'));
  var searched = [
    { what: 'cluster', items: items, shown: items.length },
    { what: 'related document', items: alone, shown: alone.length }
  ];
  var query = document.getElementById('query');
  var order = document.getElementById('order');
  var found = document.getElementById('found');
  var timer = 0;

  /* Letters without case and accents. */
  function plain(text) {
    return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  }

  function headline(item) {
    return item.querySelector('.headline').textContent.trim();
  }

  function tell() {
    found.textContent = searched.filter(function (of) { return of.items.length; }).map(function (of) {
      var all = of.items.length.toLocaleString('en') + ' ' + of.what + (of.items.length === 1 ? '' : 's');
      return of.shown === of.items.length ? all : of.shown.toLocaleString('en') + ' of ' + all;
    }).join(', ');
  }

  /* Shows what has all words of the query, anywhere. */
  function search() {
    var words = plain(query.value).split(/\s+/).filter(Boolean);
    searched.forEach(function (of) {
      of.texts = of.texts || of.items.map(function (item) { return plain(item.textContent); });
      of.shown = 0;
      of.items.forEach(function (item, i) {
        var has = words.every(function (word) { return of.texts[i].indexOf(word) >= 0; });
        item.hidden = !has;
        if (has) of.shown++;
      });
    });
    tell();
  }

  function number(item) { return +item.id.slice(1); }

  var orders = {
    size: function (a, b) { return b.dataset.size - a.dataset.size; },
    least: function (a, b) { return a.dataset.alike - b.dataset.alike; },
    most: function (a, b) { return b.dataset.alike - a.dataset.alike; },
    name: function (a, b) { return headline(a).localeCompare(headline(b)); },
    number: function () { return 0; }
  };

  function sort() {
    var first = orders[order.value];
    var sorted = items.slice().sort(function (a, b) {
      return first(a, b) || number(a) - number(b);
    });
    sorted.forEach(function (item) { list.appendChild(item); });
  }

  /* Opens or closes the clusters that are shown. */
  function each(open) {
    items.forEach(function (item) {
      if (!item.hidden) item.firstElementChild.open = open;
    });
  }

  /* ---- Any two members ---- */

  var longest = 4e7;  /* words of one text times words of the other */

  /* What lies between two places of a text that are counted without blanks. */
  function cut(text, from, to) {
    var units = 0, begin = text.length, i;
    for (i = 0; i < text.length && units < to; i++) {
      if (' \t\n\r'.indexOf(text[i]) >= 0) continue;
      if (units === from) begin = i;
      units++;
    }
    return text.slice(begin, i);
  }

  /* The text of a member without what is boilerplate, or in the lead alone. */
  function textOf(element, lead) {
    return Array.prototype.map.call(element.childNodes, function (node) {
      if (node.nodeType === 3) return node.data;
      if (node.tagName === 'DEL' || node.className === 'mask') return '';
      if (node.tagName === 'INS') return textOf(node, lead);
      if (node.dataset.to) return ' ' + cut(lead, +node.dataset.from, +node.dataset.to) + ' ';
      return node.nextElementSibling && node.nextElementSibling.hidden ? '' : node.textContent;
    }).join('');
  }

  /* Words with the blanks before them; what is known of a word is its letters. Where words do not
     end, letters are taken for words. */
  function wordsOf(text) {
    var letters = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/.source;
    var word = new RegExp('\\s*(?:' + letters + '|(?:(?!' + letters + ')\\S)+)', 'g');
    return (text.match(word) || []).map(function (shown) {
      return { shown: shown, word: plain(shown).replace(/[^\p{L}\p{N}]+/gu, '') || shown.trim() };
    });
  }

  /* The longest sequence of words that two texts have in common, by dynamic programming; calls
     add(kind, words) for each stretch: null of both, 'del' of the first, 'ins' of the second. */
  function align(a, b, add) {
    var width = b.length + 1, best = new Uint16Array((a.length + 1) * width), i, j;
    for (i = a.length - 1; i >= 0; i--)
      for (j = b.length - 1; j >= 0; j--)
        best[i * width + j] = a[i].word === b[j].word ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    for (i = j = 0; i < a.length || j < b.length;) {
      if (i < a.length && j < b.length && a[i].word === b[j].word) {
        add(null, b[j++]);
        i++;
      }
      else if (j === b.length || i < a.length && best[(i + 1) * width + j] >= best[i * width + j + 1])
        add('del', a[i++]);
      else add('ins', b[j++]);
    }
  }

  /* Shows the second text with what the first one has otherwise. */
  function contrast(a, b, into) {
    var kind, element;
    into.textContent = '';
    if (a.length * b.length > longest) {
      into.textContent = 'These texts are too long to be compared here; newsdupes compare does it.';
      return;
    }
    align(a, b, function (of, word) {
      if (!element || of !== kind) {
        if (element) into.append(word.shown.match(/^\s*/)[0] || (kind ? '' : ' '));
        element = into.appendChild(of ? document.createElement(of) : document.createTextNode(''));
        kind = of;
        element.textContent = word.shown.trim();
      } else {
        element.textContent += word.shown;
      }
    });
  }

  function choice(members, label, at) {
    var element = document.createElement('label'), select = document.createElement('select');
    members.forEach(function (member) {
      select.add(new Option(member.querySelector('.doc').textContent));
    });
    select.selectedIndex = at;
    element.append(label + ' ', select);
    return element;
  }

  /* Puts the choice of two members under a cluster of three or more whose texts are here. */
  function offer(item) {
    var members = Array.prototype.filter.call(item.querySelectorAll('.member'), function (member) {
      return member.querySelector('.text');
    });
    if (members.length < 3 || item.querySelector('.any')) return;
    var form = document.createElement('form'), into = document.createElement('div');
    var first = choice(members, 'Set', 1), second = choice(members, 'against', 2);
    var lead = members[0].querySelector('.text'), texts = {};
    function text(label) {
      var at = label.lastChild.selectedIndex;
      if (!texts[at]) texts[at] = wordsOf(textOf(members[at].querySelector('.text'), textOf(lead, '')));
      return texts[at];
    }
    form.className = 'any';
    into.className = 'text two';
    into.lang = '';
    into.dir = 'auto';
    into.hidden = true;
    form.append(first, second, document.createElement('button'));
    form.lastChild.textContent = 'Show';
    ['del', 'ins'].forEach(function (name, i) {
      form.appendChild(document.createElement(name)).textContent = 'only in the ' + (i ? 'second' : 'first');
    });
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      contrast(text(first), text(second), into);
      into.hidden = false;
    });
    item.firstElementChild.append(form, into);
  }

  /* Clusters that are open get their choice when they are seen: thousands may be open. */
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      seen.unobserve(entry.target);
      offer(entry.target);
    });
  });
  if (list) {
    list.addEventListener('toggle', function (event) {
      var item = event.target.parentNode;
      if (item.parentNode === list && event.target.open) seen.observe(item);
    }, true);
    order.addEventListener('change', sort);
    document.getElementById('open').addEventListener('click', function () { each(true); });
    document.getElementById('close').addEventListener('click', function () { each(false); });
  }

  /* A link to a cluster opens it. */
  function follow() {
    var item = document.getElementById(location.hash.slice(1));
    if (!item || !item.classList.contains('cluster')) return;
    item.hidden = false;
    item.firstElementChild.open = true;
    item.scrollIntoView();
  }

  query.addEventListener('input', function () {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  tools.addEventListener('submit', function (event) {
    event.preventDefault();
    search();
  });
  window.addEventListener('hashchange', follow);
  tools.hidden = false;
  tell();
  follow();
}());
