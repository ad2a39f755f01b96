import { expect, test } from 'vitest'
import { isOwnPage, PAGE } from '../../../src/main/window/own-page.ts'

test.each([
  PAGE,
  `${PAGE}#/alert/0123456789abcdef`,
  'watchfloor://console/',
  'WATCHFLOOR://console/assets/x.js',
])('%s is ours', (address) => expect(isOwnPage(address)).toBe(true))

test.each([
  '',
  'null',
  'watchfloor:console',
  'watchfloor://console.example.com/',
  'watchfloor://console:80/',
  'watchfloor://me@console/',
  'watchfloor://alert/0123456789abcdef',
  'https://console/index.html',
  'file:///watchfloor://console/index.html',
  'data:text/html,watchfloor://console/',
])('%j is not', (address) => expect(isOwnPage(address)).toBe(false))
