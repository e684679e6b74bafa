# browser.py - a page of the program in a real browser: what the browser tests have in common
#
# Drives headless Chromium through its debugging pipe (--remote-debugging-pipe: JSON messages that end
# with NUL), so that nothing but Python and the browser is needed. Without a browser there is one line
# that says so, and nothing is tested. The pictures are for looking at.
#
# SPDX-License-Identifier: MIT
import base64, json, os, shutil, signal, subprocess, sys, tempfile

LIMIT = 240  # seconds, for all of it
# Would run scripts and load things if anything of it became markup.
MARK = '</div></details><script>window.ran=1;alert(1)</script><img src="http://127.0.0.1:9/i" onerror="ran=2">' \
       '<link rel=stylesheet href="http://127.0.0.1:9/s"><iframe src="file:///etc/hostname"></iframe>'
WORDS = ('harbour council ferry lamp garden bridge market school winter letter painter whistle orchard '
         'baker kettle saddle window tower pigeon violin meadow anchor barrel candle falcon').split()
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
        self.call('Emulation.setScrollbarsHidden', hidden=True)

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

    def picture(self, folder, name):
        if not folder:
            return
        size = self.call('Page.getLayoutMetrics')['cssContentSize']
        data = self.call('Page.captureScreenshot', captureBeyondViewport=True,
                         clip={'x': 0, 'y': 0, 'width': size['width'], 'height': min(size['height'], 3000), 'scale': 1})
        with open(os.path.join(folder, name), 'wb') as file:
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


def write(folder, texts):
    """Writes files: a dictionary of names and texts."""
    for name, text in texts.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text + '\n')


def is_inert(browser, url, scripts):
    """Opens a page with hostile texts; yields that it loads and runs nothing but itself."""
    browser.open(url)
    browser.js('new Promise(r => setTimeout(r, 300))')
    urls = [e['params']['request']['url'] for e in browser.events if e.get('method') == 'Network.requestWillBeSent']
    said = [e['params'] for e in browser.events if e.get('method') in ('Log.entryAdded', 'Runtime.exceptionThrown')]
    yield 'the page loads itself and nothing else', urls == [url], urls
    yield 'the browser has nothing to complain of', said == [], said
    yield 'texts and names run nothing', browser.js('window.ran === undefined'), browser.js('window.ran')
    yield 'texts and names are no elements', browser.js(
        "document.scripts.length === %d && !document.querySelector('img, iframe, link, [onclick], [onerror]')"
        % scripts), ''
    yield 'hostile texts are shown', browser.js(
        "document.body.textContent.includes('<script>window.ran=1;alert(1)')"), ''


def suits_screens(browser, pictures, name):
    """Yields that the page fits a phone, and can be read on light and dark screens."""
    browser.width(360)
    wide = browser.js('document.documentElement.scrollWidth')
    yield 'nothing is wider than a phone', wide <= 360, wide
    browser.picture(pictures, name + 'phone.png')
    browser.width(1100)
    for scheme in ('light', 'dark'):
        browser.scheme(scheme)
        contrast = browser.js(CONTRAST)
        yield 'text stands out on %s screens' % scheme, contrast[0] >= 4.5, contrast
        browser.picture(pictures, name + scheme + '.png')


def prints(browser, pictures, name):
    """Yields that the page can be printed."""
    data = base64.b64decode(browser.call('Page.printToPDF')['data'])
    yield 'it prints', data.startswith(b'%PDF') and len(data) > 10000, len(data)
    if pictures:
        with open(os.path.join(pictures, name + 'print.pdf'), 'wb') as file:
            file.write(data)


def main(what, tests):
    """Runs tests(browser, newsdupes, folder, pictures), which yields (what holds, whether it does, what
    was seen); newsdupes(argument, ...) runs the program in the folder."""
    browser_program = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
    if browser_program is None:
        print('ok 1 - %s in a browser # SKIP no chromium here\n1..1' % what)
        return 0
    program, pictures = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    number = failed = 0

    def end(*_):
        raise RuntimeError('it takes too long')

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        def newsdupes(*arguments):
            command = os.environ.get('RUN_ENV', '').split() + [program] + list(arguments)
            subprocess.run(['env'] + command, check=True, cwd=folder)

        signal.signal(signal.SIGALRM, end)
        signal.alarm(LIMIT)
        browser = Browser(browser_program, os.path.join(folder, 'profile'))
        try:
            for holds, right, seen in tests(browser, newsdupes, folder, pictures):
                number += 1
                print('%s %d - %s' % ('ok' if right else 'not ok', number, holds), flush=True)
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
