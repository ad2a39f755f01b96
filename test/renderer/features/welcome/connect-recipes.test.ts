import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { connectRecipes } from '../../../../src/renderer/features/welcome/connect-recipes.ts'

const recipe = (origin: string, key: string): unknown =>
  parse(connectRecipes(origin).find((one) => one.key === key)?.yaml ?? '')

test('Prometheus sends beside its Alertmanager, to the address the page was opened with', () => {
  expect(recipe('http://127.0.0.1:9095', 'beside')).toEqual({
    alerting: {
      alertmanagers: [
        { static_configs: [{ targets: ['alertmanager.example.com:9093'] }] },
        { static_configs: [{ targets: ['127.0.0.1:9095'] }] },
      ],
    },
  })
})

test('TLS and a path prefix are told to Prometheus in its own words', () => {
  expect(recipe('https://watch.example.com/floor', 'replace')).toEqual({
    alerting: {
      alertmanagers: [
        {
          static_configs: [{ targets: ['watch.example.com'] }],
          scheme: 'https',
          path_prefix: '/floor',
        },
      ],
    },
  })
})

test('the webhook has the whole address', () => {
  expect(recipe('https://watch.example.com/floor', 'webhook')).toMatchObject({
    receivers: [
      {
        name: 'watchfloor',
        webhook_configs: [
          { url: 'https://watch.example.com/floor/api/v2/webhooks/alertmanager', send_resolved: true },
        ],
      },
    ],
  })
})
