#!/usr/bin/env python3
# report_page.py - the report in a real browser: search, order, open a pair, nothing run, nothing loaded
#
# usage: report_page.py PROGRAM [FOLDER for pictures]. Speaks TAP.
#
# Drives headless Chromium through its debugging pipe (--remote-debugging-pipe: JSON messages that end
# with NUL), so that nothing but Python and the browser is needed. The articles are made here, and
# some of them would run scripts or load things if anything of them became markup. Without a browser
# there is one line that says so, and nothing is tested. The pictures are for looking at.
#
# SPDX-License-Identifier: MIT
import base64, json, os, shutil, signal, subprocess, sys, tempfile, time

LIMIT = 90  # seconds, for all of it
MARK = '</div></details><script>window.ran=1;alert(1)</script><img src="http://127.0.0.1:9/i" onerror="ran=2">' \
       '<link rel=stylesheet href="http://127.0.0.1:9/s"><iframe src="file:///etc/hostname"></iframe>'
WORDS = ('harbour council ferry lamp garden bridge market school winter letter painter whistle orchard '
         'baker kettle saddle window tower pigeon violin meadow anchor barrel candle falcon').split()


class Browser:
    """One page of a browser, and what happened in it."""

    def __init__(self, program, folder):
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()
        # The browser reads messages from descriptor 3 and writes them to 4.
        command = ['bash', '-c', 'exec "$@" 3<&%d 4>&%d' % (to_browser, from_browser), 'browser', program,
                   '--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe',
                   '--no-first-run', '--disable-background-networking', '--user-data-dir=' + folder, 'about:blank']
        self.process = subprocess.Popen(command, pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer, self.number, self.events, self.session = b'', 0, [], None
        target = next(t for t in self.call('Target.getTargets')['targetInfos'] if t['type'] == 'page')
        self.session = self.call('Target.attachToTarget', targetId=target['targetId'], flatten=True)['sessionId']
        for domain in ('Page', 'Network', 'Runtime', 'Log', 'DOM'):
            self.call(domain + '.enable')

    def read(self):
        while b'\0' not in self.buffer:
            more = os.read(self.inp, 65536)
            if not more:
                raise RuntimeError('the browser went away')
            self.buffer += more
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.out, json.dumps(message).encode() + b'\0')
        while True:
            answer = self.read()
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise RuntimeError('%s: %s' % (method, answer['error']['message']))
                return answer['result']
            self.events.append(answer)
            if answer.get('method') == 'Page.javascriptDialogOpening':
                raise RuntimeError('a text opened a dialog')

    def open(self, url):
        self.events = []
        self.call('Page.navigate', url=url)
        while not any(e.get('method') == 'Page.loadEventFired' for e in self.events):
            self.events.append(self.read())

    def js(self, expression):
        answer = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise RuntimeError(answer['exceptionDetails']['exception'].get('description', expression))
        return answer['result'].get('value')

    def key(self, key):
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=key, text='\r' if key == 'Enter' else '',
                      windowsVirtualKeyCode={'Enter': 13, 'Tab': 9}[key])

    def width(self, pixels):
        self.call('Emulation.setDeviceMetricsOverride', width=pixels, height=900, deviceScaleFactor=1, mobile=False)

    def scheme(self, name):
        self.call('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': name}])

    def picture(self, name):
        size = self.call('Page.getLayoutMetrics')['cssContentSize']
        data = self.call('Page.captureScreenshot', captureBeyondViewport=True,
                         clip={'x': 0, 'y': 0, 'width': size['width'], 'height': min(size['height'], 3000), 'scale': 1})
        with open(name, 'wb') as file:
            file.write(base64.b64decode(data['data']))

    def close(self):
        self.process.kill()
        self.process.wait()


def report(seed, sentences=9):
    """An invented report: words in an order that the seed decides."""
    x, out = seed * 7919 + 17, []
    for i in range(12 * sentences):
        x = x * 16807 % 2147483647
        out.append(WORDS[x // 7 % len(WORDS)] + ('.' if i % 12 == 11 else ''))
    return ' '.join(out)


def write_articles(folder):
    """Three clusters: of three, of two with hostile texts, and of two that differ by half."""
    texts = {'east/caf\u00e9.txt': 'Caf\u00e9 Ang\u00e8le reopens. ' + report(1), 'west/a.txt': report(1),
             'west/b.txt': report(1) + ' Zeppelin sighted.',
             'east/<b onclick="ran=3">.txt': report(2) + ' ' + MARK, 'west/\'"><script>ran=4<': MARK + ' ' + report(2),
             'east/long.txt': report(3) + ' ' + report(4), 'west/short.txt': report(3), 'west/alone.txt': report(5)}
    for name, text in texts.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text + '\n')


SHOWN = "[...document.querySelectorAll('#list > li')].filter(l => !l.hidden).length"
LIKE = "[...document.querySelectorAll('#list > li')].map(l => +l.dataset.alike)"
# The least contrast of text and what is behind it (WCAG 2, 1.4.3), over all elements with text.
CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paint = (...colours) => {
    colours.forEach(c => { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); });
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = rgb => rgb.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  let least = 99, where = '';
  document.querySelectorAll('details').forEach(d => d.open = true);
  document.querySelectorAll('body *').forEach(e => {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.tagName === 'SCRIPT') return;
    const behind = [];
    for (let p = e; p; p = p.parentElement) behind.unshift(getComputedStyle(p).backgroundColor);
    const a = light(paint('#fff', ...behind)), b = light(paint('#fff', ...behind, getComputedStyle(e).color));
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (contrast < least) { least = contrast; where = e.tagName + '.' + e.className; }
  });
  return [least, where];
})()"""


def tests(browser, url, pictures):
    """Yields (what holds, whether it does, what was seen)."""
    js = browser.js
    browser.open(url)
    time.sleep(0.3)
    js('1')
    urls = [e['params']['request']['url'] for e in browser.events if e.get('method') == 'Network.requestWillBeSent']
    said = [e['params'] for e in browser.events if e.get('method') in ('Log.entryAdded', 'Runtime.exceptionThrown')]
    yield 'the page loads itself and nothing else', urls == [url], urls
    yield 'the browser has nothing to complain of', said == [], said
    yield 'texts and names run nothing', js('window.ran === undefined'), js('window.ran')
    yield 'texts and names are no elements', js(
        "document.scripts.length === 1 && !document.querySelector('img, iframe, link, [onclick], [onerror]')"), ''
    yield 'hostile texts are shown', js("document.body.textContent.includes('<script>window.ran=1;alert(1)')"), ''
    yield 'there are three clusters', js(SHOWN) == 3 and js("found.textContent") == '3 clusters', js('found.textContent')

    search = "(q => new Promise(r => { const i = document.getElementById('query'); i.value = q; " \
             "i.dispatchEvent(new Event('input')); setTimeout(r, 200); }))"
    js(search + "('ZEPPELIN')")
    yield 'a search shows the clusters that have the word', js(SHOWN) == 1, js(SHOWN)
    yield 'and says how many', js('found.textContent') == '1 of 3 clusters', js('found.textContent')
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
    yield 'and by size', sizes == [3, 2, 2], sizes

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
    if pictures:
        browser.picture(os.path.join(pictures, 'desk.png'))
    browser.width(360)
    js("document.getElementById('open').click()")
    wide = js('document.documentElement.scrollWidth')
    yield 'nothing is wider than a phone', wide <= 360, wide
    if pictures:
        browser.picture(os.path.join(pictures, 'phone.png'))
    browser.width(1100)
    for scheme in ('light', 'dark'):
        browser.scheme(scheme)
        contrast = js(CONTRAST)
        yield 'text stands out on %s screens' % scheme, contrast[0] >= 4.5, contrast
        if pictures:
            browser.picture(os.path.join(pictures, scheme + '.png'))
    js("document.getElementById('close').click()")
    yield 'all are closed at once', js("!document.querySelector('#list > li > details[open]')"), ''
    js("location.hash = document.querySelector('#list > li:last-child').id")
    js('new Promise(r => setTimeout(r, 100))')
    yield 'a link to a cluster opens it', js("document.querySelector('#list > li:last-child > details').open"), ''
    data = base64.b64decode(browser.call('Page.printToPDF')['data'])
    yield 'it prints', data.startswith(b'%PDF') and len(data) > 10000, len(data)
    if pictures:
        with open(os.path.join(pictures, 'print.pdf'), 'wb') as file:
            file.write(data)
    yield 'labels are all there', js("[...document.querySelectorAll('input, select, button')].every(e => "
                                     "e.labels && e.labels.length || e.textContent.trim()) && "
                                     "document.querySelectorAll('h1').length === 1"), ''

    browser.call('Emulation.setScriptExecutionDisabled', value=True)
    browser.open(url)
    root = browser.call('DOM.getDocument', depth=-1)['root']['nodeId']
    tools = browser.call('DOM.querySelector', nodeId=root, selector='#tools[hidden]')['nodeId']
    items = browser.call('DOM.querySelectorAll', nodeId=root, selector='#list > li details.member .text')['nodeIds']
    yield 'without script all is there, but for what needs it', tools != 0 and len(items) == 7, len(items)


def main():
    browser_program = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
    if browser_program is None:
        print('ok 1 - the report in a browser # SKIP no chromium here\n1..1')
        return 0
    pictures = sys.argv[2] if len(sys.argv) > 2 else None
    number = failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        write_articles(os.path.join(folder, 'news'))
        page = os.path.join(folder, 'report.html')
        command = os.environ.get('RUN_ENV', '').split() + [os.path.abspath(sys.argv[1]), 'report', '-o', page, 'news']
        subprocess.run(['env'] + command, check=True, cwd=folder)
        signal.alarm(LIMIT)
        browser = Browser(browser_program, os.path.join(folder, 'profile'))
        try:
            for what, right, seen in tests(browser, 'file://' + page, pictures):
                number += 1
                print('%s %d - %s' % ('ok' if right else 'not ok', number, what))
                if not right:
                    failed += 1
                    print('# ' + str(seen))
        except (RuntimeError, OSError) as error:
            number, failed = number + 1, failed + 1
            print('not ok %d - the browser goes on\n# %s' % (number, error))
        finally:
            browser.close()
    print('1..%d' % number)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
