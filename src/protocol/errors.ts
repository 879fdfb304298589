/** What a client is told when a command is not done. Nothing was changed by a command that got an error. */
export interface ErrorRow {
  /** The default sentence: what is wrong and what to do. A command may send a more exact one. */
  readonly message: string;
  /** The HTTP status of the same error. */
  readonly status: number;
  /** Whether the same command may succeed later without the user doing anything. */
  readonly retry: boolean;
}

const row = (status: number, message: string, retry = false): ErrorRow => ({ message, status, retry });

export const errors = {
  bad_frame: row(400, "This is not a frame of the chosen format. Send a list of commands."),
  bad_command: row(400, "There is no command of this name. See the protocol reference for those that exist."),
  bad_value: row(400, "A field of the command is not as the protocol says."),
  bad_id: row(400, "A command needs an id of its own: 16 characters of base64url, or 12 binary bytes in MessagePack."),
  wrong_carrier: row(
    400,
    "This command is not taken here. See the protocol reference for whether it goes over the socket or HTTP.",
  ),
  hello_first: row(400, "The first command on a socket is hello, once."),

  not_signed_in: row(401, "Sign in first, or send a bearer token."),
  wrong_password: row(401, "Handle or password is wrong."),
  link_dead: row(410, "This link is not valid any more. Ask for a new one."),
  forbidden: row(403, "Your role does not allow this. Ask an admin."),
  wrong_origin: row(403, "This request comes from a page of another site, and is refused."),
  not_found: row(404, "There is no such thing, or you may not see it."),

  handle_taken: row(409, "This handle is taken, or looks like one that is. Choose another; if it is yours, sign in."),
  name_taken: row(409, "There is a channel of this name, or of one that looks like it. Choose another."),
  bad_handle: row(
    400,
    "A handle has 1 to 32 characters: small letters, digits, dots, dashes and underscores, with a letter or digit first and last.",
  ),
  bad_name: row(
    400,
    "This name holds characters that cannot be seen or that mislead, or nothing but spaces. Choose another.",
  ),
  weak_password: row(
    400,
    "This password is among the most common ones, or too short. Choose one of at least 8 characters that nobody would guess.",
  ),
  last_owner: row(409, "There must always be an active owner. Make another person an owner first."),
  archived: row(409, "This channel is archived. Unarchive it to change it."),
  deleted: row(409, "This message was deleted."),
  direct: row(409, "This cannot be done in a direct channel."),
  already: row(409, "This is so already."),
  full: row(409, "A limit of this server is reached. Ask the operator."),

  rate_limited: row(429, "This is faster than the server allows. Try again after the time given.", true),
  busy: row(503, "The server has more to do than it can. Try again after the time given.", true),
  too_large: row(413, "This is larger than the limit."),
  storage_failed: row(
    507,
    "The server could not store this, so nothing was done. Try again, and tell the operator if it stays.",
    true,
  ),
  internal: row(
    500,
    "Something went wrong in the server, and nothing was done. The operator finds it in the log.",
    true,
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errors;

/** A command's refusal on its way to the client. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: ErrorCode;
  readonly retry_after_ms: number | undefined;

  constructor(code: ErrorCode, message: string = errors[code].message, retry_after_ms?: number) {
    super(message);
    this.code = code;
    this.retry_after_ms = retry_after_ms;
  }
}

/**
 * Why the server closes a socket. 4000 to 4099: come back and resume. 4100 to 4199: the session is over, sign in again.
 * 4200 to 4299: the client has a bug, and does not come back by itself.
 */
export const closes = {
  slow_reader: { code: 4000, reason: "You read too slowly. Come back and resume." },
  changed: { code: 4001, reason: "What you may see has changed. Come back and reload." },
  idle: { code: 4002, reason: "No hello came in time. Come back and say hello." },
  internal: { code: 4003, reason: "Something went wrong in the server. Come back and resume." },
  flood: { code: 4004, reason: "You sent more commands than the server takes. Come back in a while and resume." },
  restart: { code: 1012, reason: "The server stops or restarts. Come back and resume." },
  signed_out: { code: 4100, reason: "This session was ended. Sign in again." },
  expired: { code: 4101, reason: "This session has expired. Sign in again." },
  deactivated: { code: 4102, reason: "This user was deactivated." },
  bad_frame: { code: 4200, reason: "This is not a frame of the chosen format." },
  wrong_type: { code: 4201, reason: "JSON goes in text frames, MessagePack in binary ones." },
  too_large: { code: 1009, reason: "The frame is larger than 64 KiB." },
} as const satisfies Record<string, { code: number; reason: string }>;

export type CloseName = keyof typeof closes;

/** Whether the session of a socket that was closed with `code` is over. */
export function endsSession(code: number): boolean {
  return code >= 4100 && code < 4200;
}
