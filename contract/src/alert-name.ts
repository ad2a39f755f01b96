import { firstSeen } from './blank.ts'

/** What an alert goes by: on boards, in notifications, and in the server's own sentences. */
export function alertName({ alertname }: { readonly alertname?: string | undefined }): string {
  return firstSeen(alertname) ?? 'Unnamed alert'
}
