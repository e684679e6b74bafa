/* Searches and orders the clusters. Everything is there without it.
   SPDX-License-Identifier: MIT */
(function () {
  'use strict';
  var list = document.getElementById('list');
  if (!list) return;
  var items = Array.prototype.slice.call(list.children);
  var query = document.getElementById('query');
  var order = document.getElementById('order');
  var found = document.getElementById('found');
  var texts = null;
  var timer = 0;

  /* Letters without case and accents. */
  function plain(text) {
    return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  }

  function headline(item) {
    return item.querySelector('.headline').textContent.trim();
  }

  /* Shows the clusters that have all words of the query, anywhere. */
  function search() {
    var words = plain(query.value).split(/\s+/).filter(Boolean);
    var shown = 0;
    if (!texts) texts = items.map(function (item) { return plain(item.textContent); });
    items.forEach(function (item, i) {
      var has = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      item.hidden = !has;
      if (has) shown++;
    });
    found.textContent = shown === items.length ? items.length + ' clusters'
      : shown + ' of ' + items.length + ' clusters';
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
  order.addEventListener('change', sort);
  document.getElementById('open').addEventListener('click', function () { each(true); });
  document.getElementById('close').addEventListener('click', function () { each(false); });
  document.getElementById('tools').addEventListener('submit', function (event) {
    event.preventDefault();
    search();
  });
  window.addEventListener('hashchange', follow);
  document.getElementById('tools').hidden = false;
  found.textContent = items.length + ' clusters';
  follow();
}());
