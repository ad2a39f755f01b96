import { constants } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'

/**
 * What this server agrees to: TLS 1.2 with forward secrecy and authenticated encryption, or 1.3. Browsers and Go's
 * programs have had all of it for ten years. A client may not make the server do its handshake again on one connection.
 */
export function contextOf(pair: {
  readonly certificate: string
  readonly key: string
}): SecureContextOptions {
  return {
    cert: pair.certificate,
    key: pair.key,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  }
}

const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')
