import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyText, escapeMarkup, titleText } from '../../../src/main/electron/notification-markup.ts'

test.each([
  ['Critical · CheckoutErrorRate', 'Critical · CheckoutErrorRate'],
  ['x'.repeat(45), 'x'.repeat(45)],
  ['x'.repeat(46), `${'x'.repeat(44)}…`],
  [`${'x'.repeat(43)} yz`, `${'x'.repeat(43)}…`],
  ['👩‍🚒'.repeat(46), `${'👩‍🚒'.repeat(44)}…`],
  ['two\nlines\tand a tab', 'two lines and a tab'],
  ['a\u0000\u001b[31m\u0085b\u009bc', 'a[31m bc'],
  ['safe\u202Eexe.gnp\u2066', 'safeexe.gnp'],
  ['lone \ud83d half', 'lone \ufffd half'],
])('title %j is %j', (text, title) => {
  expect(titleText(text)).toBe(title)
})

test.each([
  ['one\r\ntwo', 'one\ntwo'],
  ['one\ntwo\nthree', 'one\ntwo…'],
  ['x'.repeat(180), 'x'.repeat(180)],
  ['x'.repeat(181), `${'x'.repeat(177)}…`],
  ['ü'.repeat(91), `${'ü'.repeat(88)}…`],
  ['👩‍🚒'.repeat(17), `${'👩‍🚒'.repeat(16)}…`],
])('body %j is %j', (text, body) => {
  expect(bodyText(text)).toBe(body)
})

test('whatever an alert says, what is shown keeps its limits and hides nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const [title, body] = [titleText(text), bodyText(text)]
      expect([...new Intl.Segmenter('en').segment(title)].length).toBeLessThanOrEqual(45)
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(180)
      expect(body.split('\n').length).toBeLessThanOrEqual(2)
      expect(`${title}${body}`.isWellFormed()).toBe(true)
      expect(`${title}${body.replaceAll('\n', '')}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
    }),
  )
})

test('what a daemon reads as markup is escaped', () => {
  expect(escapeMarkup('<b>a & b</b> &lt;')).toBe('&lt;b&gt;a &amp; b&lt;/b&gt; &amp;lt;')
})
