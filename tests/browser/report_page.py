#!/usr/bin/env python3
# report_page.py - the report in a real browser: search, order, open a pair, nothing run, nothing loaded
#
# usage: report_page.py PROGRAM [FOLDER for pictures]. Speaks TAP.
#
# The articles are made here, and some of them would run scripts or load things if anything of them
# became markup. A second page is as large as pages get.
#
# SPDX-License-Identifier: MIT
import csv, os, sys

from browser import MARK, is_inert, main, prints, report, suits_screens, write

CLUSTERS = 5000  # more are in no page
# Three clusters: of four, of two with hostile texts, and of two that differ by half; a brief of these.
TEXTS = {
    'east/caf\u00e9.txt': 'Caf\u00e9 Ang\u00e8le reopens. ' + report(1), 'west/a.txt': report(1),
    'west/b.txt': report(1) + ' Zeppelin sighted.',
    'west/c.txt': report(1)[:-30].replace('council', 'COUNCIL') + ' Dirigible landed.',
    'east/<b onclick="ran=3">.txt': report(2) + ' ' + MARK, 'west/\'"><script>ran=4<': MARK + ' ' + report(2),
    'east/long.txt': report(3) + ' ' + report(4), 'west/short.txt': report(3), 'west/alone.txt': report(5),
    'west/brief.txt': ' '.join(report(3).split()[:30])}
SHOWN = "[...document.querySelectorAll('#list > li')].filter(l => !l.hidden).length"
LIKE = "[...document.querySelectorAll('#list > li')].map(l => +l.dataset.alike)"


def any_two(js):
    """Members are set against each other that the page shows against their lead alone."""
    js('new Promise(r => setTimeout(r, 300))')
    yield 'the choice of two members is below three or more', js("document.querySelectorAll('.any').length") == 1, ''
    names = js("[...document.querySelector('.any select').options].map(o => o.text)")
    js("document.querySelectorAll('.any select').forEach((s, i) => s.selectedIndex = %d + i)" % names.index('west/b.txt'))
    js("document.querySelector('.any').requestSubmit()")
    marks = js("[...document.querySelectorAll('.two del, .two ins')].map(e => e.tagName + ' ' + e.textContent)")
    yield 'two copies are set against each other', len(marks) == 2 and marks[0].endswith('Zeppelin sighted.') and \
        marks[1].endswith(' Dirigible landed.'), marks
    seen = js("document.querySelector('.two').textContent.replace(/\\s+/g, ' ')")
    text = report(1)[:-30].replace('council', 'COUNCIL').split()[:-1]
    yield 'with all that they have in common', seen.startswith(' '.join(text)), seen


def small_page(browser, url, pictures):
    js = browser.js
    yield from is_inert(browser, url, 1)
    yield 'there are three clusters', js(SHOWN) == 3 and js("found.textContent") == '3 clusters, 1 related document', \
        js('found.textContent')

    search = "(q => new Promise(r => { const i = document.getElementById('query'); i.value = q; " \
             "i.dispatchEvent(new Event('input')); setTimeout(r, 200); }))"
    js(search + "('ZEPPELIN')")
    yield 'a search shows the clusters that have the word', js(SHOWN) == 1, js(SHOWN)
    yield 'and says how many', js('found.textContent') == '1 of 3 clusters, 0 of 1 related document', \
        js('found.textContent')
    js(search + "('brief')")
    yield 'what is related but alone is searched, too', js(SHOWN) == 0 and js(
        "[...document.querySelectorAll('.related > li')].filter(l => l.offsetHeight).length") == 1, js('found.textContent')
    js(search + "('dirigible')")
    yield 'and left out when it has not the word', js(
        "[...document.querySelectorAll('.related > li')].filter(l => l.offsetHeight).length") == 0, js('found.textContent')
    js(search + "('cafe angele')")
    yield 'case and accents make no difference', js(SHOWN) == 1, js(SHOWN)
    js(search + "('<script> onclick')")
    yield 'markup is a word like others', js(SHOWN) == 1, js(SHOWN)
    js(search + "('')")
    yield 'no word shows all', js(SHOWN) == 3, js(SHOWN)

    sort = "(o => { const s = document.getElementById('order'); s.value = o; s.dispatchEvent(new Event('change')); })"
    js(sort + "('least')")
    least = js(LIKE)
    js(sort + "('most')")
    yield 'clusters are ordered by similarity', least == sorted(least) and js(LIKE) == least[::-1], least
    js(sort + "('size')")
    sizes = js("[...document.querySelectorAll('#list > li')].map(l => +l.dataset.size)")
    yield 'and by size', sizes == [4, 2, 2], sizes

    js("document.querySelector('#list summary').focus()")
    browser.key('Enter')
    yield 'a cluster opens by the keyboard', js("document.querySelector('#list details').open"), ''
    js("[...document.querySelectorAll('.doc')].find(d => d.textContent === 'west/b.txt').closest('summary').focus()")
    browser.key('Enter')
    member = "[...document.querySelectorAll('.doc')].find(d => d.textContent === 'west/b.txt').closest('details')"
    yield 'so does a pair', js(member + '.open'), ''
    marks = js("[...%s.querySelectorAll('del, ins')].map(e => e.tagName + ' ' + e.textContent)" % member)
    yield 'with the words that differ', marks == ['DEL Caf\u00e9 Ang\u00e8le reopens.', 'INS Zeppelin sighted.'], marks
    yield 'which can be seen', js("%s.querySelector('ins').getBoundingClientRect().height > 5" % member), ''
    yield from any_two(js)
    browser.picture(pictures, 'desk.png')
    js("document.getElementById('open').click()")
    yield from suits_screens(browser, pictures, 'report-')
    js("document.getElementById('close').click()")
    yield 'all are closed at once', js("!document.querySelector('#list > li > details[open]')"), ''
    js("document.querySelector('#related a').click()")
    js('new Promise(r => setTimeout(r, 100))')
    yield 'what a brief is a part of leads to its cluster', js(
        "document.querySelector('#list > li > details[open]').textContent.includes('east/long.txt')"), ''
    yield from prints(browser, pictures, 'report-')
    yield 'labels are all there', js("[...document.querySelectorAll('input, select, button')].every(e => "
                                     "e.labels && e.labels.length || e.textContent.trim()) && "
                                     "document.querySelectorAll('h1').length === 1"), ''

    browser.call('Emulation.setScriptExecutionDisabled', value=True)
    browser.open(url)
    root = browser.call('DOM.getDocument', depth=-1)['root']['nodeId']
    tools = browser.call('DOM.querySelector', nodeId=root, selector='#tools[hidden]')['nodeId']
    items = browser.call('DOM.querySelectorAll', nodeId=root, selector='#list > li details.member .text')['nodeIds']
    yield 'without script all is there, but for what needs it', tools != 0 and len(items) == 8, len(items)


def page_of_no_clusters(browser, url):
    """What is alone but related can be searched, too."""
    js, seen = browser.js, "[...document.querySelectorAll('.related > li')].filter(l => l.offsetHeight).length"
    search = "(() => { query.value = '%s'; document.getElementById('tools').requestSubmit(); })()"
    browser.open(url)
    yield 'a page of no clusters says what it has', js('found.textContent') == '2 related documents', js('found.textContent')
    js(search % 'second')
    yield 'and finds it', js(seen) == 1 and js('found.textContent') == '1 of 2 related documents', js('found.textContent')


def write_many(path):
    """Articles of as many clusters as a page shows, each with a word of its own in its copy."""
    with open(path, 'w', encoding='utf-8', newline='') as file:
        rows = csv.writer(file)
        rows.writerow(['id', 'text'])
        for i in range(CLUSTERS):
            words = ' '.join('w%dx%d' % (i, j) for j in range(40))
            rows.writerow(['a%d' % i, words])
            rows.writerow(['b%d' % i, '%s nr%d' % (words, i)])


def large_page(browser, url):
    """What takes seconds here, or minutes, takes no time in a small page."""
    js = browser.js
    drawn = 'new Promise(r => requestAnimationFrame(() => setTimeout(() => r(document.body.offsetHeight), 0)))'
    search = "(() => { query.value = '%s'; document.getElementById('tools').requestSubmit(); })()"
    browser.open(url)
    js(drawn)
    yield 'a page shows so many clusters', js(SHOWN) == CLUSTERS, js(SHOWN)
    yield 'and displays none of them as a list item, which browsers number', js(
        "[...document.querySelectorAll('#list, #list *')].slice(0, 2000)"
        ".every(e => getComputedStyle(e).display !== 'list-item')"), ''
    for text, count in (('nr4321', 1), ('w7x1 nr7', 1), ('nowhere', 0), ('nr99', 11), ('', CLUSTERS)):
        js(search % text)
        js(drawn)
        yield 'a search for %r is answered' % text, js(SHOWN) == count, js(SHOWN)
    js("document.getElementById('open').click()")
    js(drawn)
    yield 'all can be opened', js("document.querySelectorAll('#list > li > details[open]').length") == CLUSTERS, ''
    js("window.scrollTo(0, document.body.offsetHeight)")
    js(drawn)
    js("(s => { s.value = 'name'; s.dispatchEvent(new Event('change')); })(document.getElementById('order'))")
    js(drawn)
    first = js("document.querySelector('#list .headline').textContent.slice(0, 4)")
    yield 'and ordered', first == 'w0x0', first


def tests(browser, newsdupes, folder, pictures):
    write(os.path.join(folder, 'news'), TEXTS)
    newsdupes('report', '--keep=longest', '-o', 'report.html', 'news')
    yield from small_page(browser, 'file://%s/report.html' % folder, pictures)
    browser.call('Emulation.setScriptExecutionDisabled', value=False)
    words = report(8).split()
    write(os.path.join(folder, 'alone'), {
        'whole.txt': report(8), 'first.txt': ' '.join(words[:30]), 'second.txt': ' '.join(words[60:90])})
    newsdupes('report', '-o', 'alone.html', 'alone')
    yield from page_of_no_clusters(browser, 'file://%s/alone.html' % folder)
    write_many(os.path.join(folder, 'many.csv'))
    newsdupes('report', '--csv', '-o', 'large.html', 'many.csv')
    yield from large_page(browser, 'file://%s/large.html' % folder)


if __name__ == '__main__':
    sys.exit(main('the report', tests))
