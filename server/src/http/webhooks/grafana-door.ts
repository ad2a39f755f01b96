import { ApiError } from '@watchfloor/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { json } from '../../openapi/answers.ts'
import { CommittedSignatures } from '../../sources/committed-signatures.ts'
import { isGrafanaMessage } from '../../sources/decode-webhook.ts'
import { productOf } from '../../sources/product.ts'
import { signatureProblem, signingOf } from '../../sources/webhook-signature.ts'
import { sendError } from '../edge/errors.ts'
import { noteRefused } from '../edge/ingest.ts'
import type { AppParts } from '../edge/parts.ts'

/** The answer of every webhook to a message of Grafana that is not signed. */
export const UNSIGNED = json(
  ApiError,
  '`grafana.secret_file` is set, and the message is Grafana’s but has no good signature.',
)

/**
 * What Grafana's messages pass at every webhook's address, because they may come to any: where a secret is configured,
 * they must be signed with it, and one that is on disk already is not stored again.
 */
export interface GrafanaDoor {
  /** Is this a message of Grafana, by what it says, who says so, or that it is signed? */
  readonly isItsOwn: (request: FastifyRequest, message: unknown) => boolean
  /** Answers 401 and returns true when a signature is asked for and this request has no good one. */
  readonly refuses: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>
  /** Was exactly this signed request stored before? */
  readonly isRepeat: (request: FastifyRequest) => boolean
  readonly stored: (request: FastifyRequest) => void
}

export function createGrafanaDoor(parts: AppParts): GrafanaDoor {
  const { grafanaSigning: signing, core } = parts
  const committed = new CommittedSignatures()
  return {
    isItsOwn: ({ headers }, message) =>
      isGrafanaMessage(message) ||
      productOf(headers['user-agent']) === 'Grafana' ||
      (signing !== undefined && headers[signing.header.toLowerCase()] !== undefined),
    refuses: async (request, reply) => {
      if (signing === undefined) return false
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const message = signatureProblem(signing, request.headers, body, core.now())
      if (message === undefined) return false
      await noteRefused(parts, request, { entry: 'relayed', product: 'Grafana' }, message)
      sendError(request, reply, { status: 401, message, from: 'handler', scheme: 'HMAC-SHA256' })
      return true
    },
    isRepeat: ({ headers }) => {
      const signature = signing === undefined ? undefined : signingOf(signing, headers)
      return signature !== undefined && committed.has(signature, core.now())
    },
    stored: ({ headers }) => {
      const signature = signing === undefined ? undefined : signingOf(signing, headers)
      if (signature !== undefined) committed.add(signature, core.now())
    },
  }
}
