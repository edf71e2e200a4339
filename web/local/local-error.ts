/** Why a model cannot run here, for people and for programs. */
export class LocalError extends Error {
  override name = 'LocalError';
  readonly code: 'unreachable' | 'corrupt' | 'incompatible' | 'forbidden';

  constructor(code: LocalError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
