/** A refusal in the words of the OpenAI protocol: `{ error: { message, type, param, code } }` with its status. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly status: 400 | 404;
  readonly param: string | null;
  readonly code: string | null;

  constructor(message: string, { status = 400, param = null, code = null }: Partial<ProtocolErrorFields> = {}) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
  }

  body() {
    const { message, param, code } = this;
    return { error: { message, type: 'invalid_request_error', param, code } };
  }
}

interface ProtocolErrorFields {
  readonly status: 400 | 404;
  readonly param: string | null;
  readonly code: string | null;
}
