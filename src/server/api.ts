import type { Chat } from "../chat/chat.ts";
import { commandTable } from "../chat/commands.ts";
import { type Caller, refusalOf } from "../chat/services.ts";
import {
  type AnswerOf,
  type Command,
  type CommandName,
  commands,
  isCommandName,
  readCommand,
} from "../protocol/commands.ts";
import { errors, Refusal } from "../protocol/errors.ts";
import { failureOf } from "../protocol/frames.ts";
import { commandId } from "../protocol/id.ts";
import { json } from "../protocol/json.ts";
import { limits } from "../protocol/limits.ts";
import { isRecord, type Shape } from "../protocol/shape.ts";
import { Malformed } from "../protocol/codec.ts";
import { count, metrics } from "../metrics.ts";
import { bodyOf } from "./body.ts";
import { sessionCookie } from "./cookies.ts";
import { secureHeaders } from "./headers.ts";
import { cookieOf, type Identity, identify, refuseForeign } from "./identity.ts";
import type { Origins } from "./origins.ts";

export const api_path = "/api/";

type Answer = AnswerOf<CommandName>;

/**
 * Who signs out leaves no pictures in the browser, and neither does who was signed out from elsewhere, or lost the cookie, and hears of
 * it. What else the client keeps there it deletes itself.
 */
const cleared = { "clear-site-data": '"cache"' };

/** Programs keep no pictures. Browsers of other sites were refused before. */
function isBrowser(origins: Origins, request: Request): boolean {
  return cookieOf(origins, request) !== null || request.headers.has("origin");
}

/** `POST /api/COMMAND`: the same commands as on the socket, one a request, through the same table. */
export function apiRoute(chat: Chat, origins: Origins, addressOf: (request: Request) => string) {
  const { services } = chat;

  return async (request: Request): Promise<Response> => {
    try {
      refuseForeign(origins, request);
      const fields = await readFields(request);
      const command = commandOf(URL.parse(request.url)?.pathname.slice(api_path.length) ?? "", fields);
      // After the body, which may be long on its way: the session may end meanwhile. A door is for who has no session; one
      // that has ended, and is in the browser's cookie still, must not keep its user out.
      const isDoor = commandTable[command.do].does === "enter";
      const identity = isDoor ? undefined : await identify(services, origins, request);
      const answer = await submit(chat, addressOf(request), command, identity);
      return answered(request, command, answer);
    } catch (error) {
      const refusal = refusalOf(services, error);
      const isOver = refusal.code === "not_signed_in" && isBrowser(origins, request);
      return refused(refusal, isOver ? cleared : undefined);
    }
  };

  function answered(request: Request, command: Command, answer: Answer): Response {
    const secure = origins.isSecure(request.headers.get("host"));
    if (command.do === "session.end") {
      const signedOut = { "set-cookie": sessionCookie(secure, undefined, 0), ...cleared };
      return done(command, answer, signedOut);
    }
    if (!("token" in answer) || answer.token === undefined || ("bearer" in command && command.bearer))
      return done(command, answer);
    // A browser's token is out of its scripts' reach: in a cookie, not in the answer.
    const { token, ...rest } = answer;
    const expires = services.now() + services.settings.session_days * 24 * 60 * 60 * 1000;
    return done(command, rest, { "set-cookie": sessionCookie(secure, token, expires) });
  }
}

function done(command: Command, answer: Answer, headers?: Record<string, string>): Response {
  const shape: Shape<unknown> = commands[command.do].answer;
  return respond(200, { ok: shape.declared(answer) }, headers);
}

/** An error as every HTTP answer of the server has it. */
export function refused(refusal: Refusal, headers?: Record<string, string>): Response {
  count(metrics.refusals, refusal.code);
  const { retry_after_ms } = refusal;
  const wait = retry_after_ms === undefined ? undefined : { "retry-after": String(Math.ceil(retry_after_ms / 1000)) };
  return respond(errors[refusal.code].status, { error: failureOf(refusal) }, { ...wait, ...headers });
}

/** The fields of a request whose body is JSON. Throws a Refusal. */
export async function readFields(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new Refusal("bad_frame", "Send the command's fields as JSON, with the content type application/json.");
  if (Number(request.headers.get("content-length") ?? 0) > limits.frame_bytes_max) throw new Refusal("too_large");
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyOf(request, limits.frame_bytes_max)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  try {
    const [fields, ...rest] = json.decode(`[${utf8.decode(bytes)}]`);
    if (rest.length > 0 || !isRecord(fields)) throw new Malformed("the body is one object");
    return fields;
  } catch (error) {
    if (error instanceof Malformed) throw new Refusal("bad_frame", `The body is not right: ${error.message}.`);
    throw new Refusal("bad_frame", "The body is not UTF-8.");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function commandOf(name: string, fields: Record<string, unknown>): Command {
  if (!isCommandName(name)) throw new Refusal("bad_command");
  if ("do" in fields) throw new Refusal("bad_value", '"do" is not a field of this command.');
  return readCommand({ id: commandId(), ...fields, do: name });
}

function submit(chat: Chat, address: string, command: Command, identity: Identity | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const caller: Caller = {
      carrier: "http",
      hears: false,
      ending: undefined,
      address,
      ok: (_name, _re, answer) => resolve(answer),
      fail: (_re, refusal) => reject(refusal),
      // Commands that need a socket do not come this way.
      hear() {},
      watch() {},
      appear() {},
    };
    chat.submit(caller, command, identity && { ...identity, caller });
  });
}

export function respond(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...secureHeaders, "cache-control": "no-store", ...headers } });
}
