#!/usr/bin/env python3
# pair_page.py - what two articles share (compare --html) in a real browser: nothing run, nothing loaded,
# readable anywhere
#
# usage: pair_page.py PROGRAM [FOLDER for pictures]. Speaks TAP.
#
# SPDX-License-Identifier: MIT
import os, sys

from browser import MARK, is_inert, main, prints, report, suits_screens, write

HOSTILE = 'east/<b onclick="ran=3">.txt'
TEXTS = {
    HOSTILE: 'HARBOUR NEWS\n\n' + report(1, 4) + ' ' + MARK + '\n\n' + report(2, 5) + ' ' + 'x' * 200,
    'west/b.txt': report(1, 4) + ' Zeppelin sighted. ' + report(2, 5).replace('kettle', 'teapot') + '\n\nFollow us.'}


def tests(browser, newsdupes, folder, pictures):
    js = browser.js
    write(folder, TEXTS)
    newsdupes('compare', '--html', '-o', 'pair.html', HOSTILE, 'west/b.txt')
    yield from is_inert(browser, 'file://%s/pair.html' % folder, 0)
    heads = js("[...document.querySelectorAll('.pair thead th')].map(e => e.textContent.trim())")
    yield 'columns are headed by the names', heads == ['A: ' + HOSTILE, 'B: west/b.txt'], heads
    only = js("[...document.querySelectorAll('.pair ins')].map(e => e.textContent)")
    yield 'words of one side only are marked', only[0] == 'Zeppelin sighted.' and 'teapot' in only, only
    sides = js("[...document.querySelectorAll('.pair .both')].every(r => r.cells[0].getBoundingClientRect().right <= "
               "r.cells[1].getBoundingClientRect().left + 1)")
    yield 'the texts stand side by side', sides, ''
    yield 'it has one headline, a language, and a title', js(
        "document.querySelectorAll('h1').length === 1 && document.documentElement.lang === 'en' && "
        "document.title.includes('west/b.txt')"), js('document.title')
    yield from suits_screens(browser, pictures, 'pair-')
    browser.width(360)
    below = js("[...document.querySelectorAll('.pair .both')].every(r => !r.querySelector('del, ins') || "
               "r.cells[0].getBoundingClientRect().bottom <= r.cells[1].getBoundingClientRect().top + 1)")
    yield 'on a phone they stand one below the other', below, ''
    browser.width(1100)
    yield from prints(browser, pictures, 'pair-')


if __name__ == '__main__':
    sys.exit(main('the page of a pair', tests))
