import type { FastifyReply, FastifyRequest } from 'fastify'

/** Fewer bytes fit into one packet or two as they are. */
const WORTH_IT = 2_000

/**
 * Does an answer of so many bytes go out compressed? Says in any case that another may get it otherwise. What is
 * compressed this way must hold no secret (docs/security.md, Threats and defences).
 */
export function goesCompressed(request: FastifyRequest, reply: FastifyReply, bytes: number): boolean {
  const before = reply.getHeader('vary')
  reply.header('vary', before === undefined ? 'Accept-Encoding' : `${String(before)}, Accept-Encoding`)
  if (bytes < WORTH_IT || !takesGzip(request.headers['accept-encoding'])) return false
  reply.header('content-encoding', 'gzip')
  return true
}

/** RFC 9110, section 12.5.3. Who says nothing gets it as it is: many a script reads what it did not ask for. */
export function takesGzip(header: string | string[] | undefined): boolean {
  const asked = new Map<string, number>()
  for (const one of String(header ?? '').split(',')) {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((part) => part.startsWith('q='))?.slice(2)
    if (name !== '') asked.set(name, weight === undefined ? 1 : Number(weight))
  }
  return (asked.get('gzip') ?? asked.get('x-gzip') ?? asked.get('*') ?? 0) > 0
}
