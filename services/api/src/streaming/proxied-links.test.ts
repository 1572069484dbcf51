import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { proxiedHtml, proxiedLink, proxiedPage } from './proxied-links.ts';

const prefix = '/api/v1/namespaces/a/pods/web/proxy';
const place = { prefix, host: '127.0.0.1:6443' };

test.each([
  ['/page?a=b', `${prefix}/page?a=b`],
  ['/', `${prefix}/`],
  ['http://127.0.0.1:6443/page', `http://127.0.0.1:6443${prefix}/page`],
  ['//127.0.0.1:6443/page', `//127.0.0.1:6443${prefix}/page`],
])('the link %s leads through the proxy', (link, expected) => {
  expect(proxiedLink(link, place)).toBe(expected);
});

test.each([
  'page',
  './page',
  '#part',
  '',
  'https://elsewhere/page',
  '//elsewhere/page',
  'mailto:a@b',
  `${prefix}/page`,
])('the link %j is as it was', (link) => {
  expect(proxiedLink(link, place)).toBe(link);
});

test('links are found in the attributes that hold them, however they are quoted', () => {
  const page = (to: string) =>
    `<!doctype html><A class=x HREF="${to}/a">/a</A><img alt="href='/x'" src='${to}/b'><script src=${to}/c></script>`;
  expect(proxiedHtml(page(''), place)).toBe(page(prefix));
});

test('what is no link stays as it is', () => {
  const page = '<p title="/a">a < b </p><a name="/a"><a href><!-- </a --><a href="unclosed';
  expect(proxiedHtml(page, place)).toBe(page);
});

test('a page is the same in whatever pieces it comes, and in whatever encoding', async () => {
  const page = Buffer.from('<p>\u00fc\u20ac</p><a href="/\u00fc">x</a> end');
  const expected = `<p>\u00fc\u20ac</p><a href="${prefix}/\u00fc">x</a> end`;
  for (const size of [1, 2, 7, 100]) {
    const pieces = Array.from({ length: Math.ceil(page.length / size) }, (_, index) =>
      page.subarray(index * size, (index + 1) * size),
    );
    expect(await text(Readable.from(pieces).pipe(proxiedPage(place)))).toBe(expected);
  }
});
