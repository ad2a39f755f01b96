declare module 'oidc-provider' {
  /** An OpenID Connect provider, as far as tests run one. */
  interface Grant {
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }

  export default class Provider {
    constructor(issuer: string, configuration: object)
    readonly Grant: {
      new (of: { readonly clientId: string; readonly accountId: string }): Grant
      find(id: string): Promise<Grant | undefined>
    }
    proxy: boolean
    on(name: string, hear: (...details: readonly unknown[]) => void): void
    callback(): (request: unknown, response: unknown) => void
  }
}
