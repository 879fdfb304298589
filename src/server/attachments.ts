import type { BunRequest, Server } from "bun";
import { attachmentFor } from "../chat/attachments.ts";
import type { Chat } from "../chat/chat.ts";
import { refusalOf } from "../chat/services.ts";
import { count, metrics } from "../metrics.ts";
import { Refusal } from "../protocol/errors.ts";
import { type Id, isId } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import { attachment as attachmentShape } from "../protocol/records.ts";
import { utf8Length } from "../protocol/shape.ts";
import { refused, respond } from "./api.ts";
import { bodyOf } from "./body.ts";
import { pictureHeaders } from "./headers.ts";
import { identify } from "./identity.ts";
import type { Origins } from "./origins.ts";

/** Before the rate counts. */
const grace_seconds = 20;
/** For who does not read the answer. */
const answer_seconds = 30;

/** Control characters, and those that have a text read in another direction than it is written. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
/** What shows in others, as joiners of emoji do, and by itself does not. */
const nothingSeen = /^[\p{Default_Ignorable_Code_Point}\p{Zs}]*$/u;

/** `POST /attachments?name=FILE`: keeps a file for the one who sends it. */
export function uploadRoute(chat: Chat, origins: Origins) {
  const { services, uploads } = chat;

  return async (request: Request, server: Server<unknown>): Promise<Response> => {
    const began_ms = performance.now();
    try {
      const identity = await identify(services, origins, request);
      if (!identity) throw new Refusal("not_signed_in");
      const name = nameIn(request);
      const bytes_max = declaredBytes(request);
      // Whoever has a session may take longer than others, as long as something comes.
      server.timeout(request, 0);
      const chunks = bodyOf(request, bytes_max, isTooSlow);
      const attachment = await uploads
        .take({ ...identity, name, bytes_max, chunks })
        .finally(() => server.timeout(request, answer_seconds));
      metrics.upload_bytes += attachment.bytes;
      metrics.upload_seconds.addSince(began_ms);
      return respond(200, { attachment: attachmentShape.declared(attachment) });
    } catch (error) {
      const refusal = refusalOf(services, error);
      count(metrics.upload_refusals, refusal.code);
      return refused(refusal);
    }
  };
}

/** `GET /attachments/ID`, and `/small`: for who may see the message that it is in, asked anew each time. */
export function attachmentRoute({ services }: Chat, origins: Origins, size: "whole" | "small") {
  const answer = async (request: BunRequest<string>): Promise<Response> => {
    try {
      const identity = await identify(services, origins, request, "reads");
      if (!identity) throw new Refusal("not_signed_in");
      const id = idIn(request);
      const { name, type, small } = await attachmentFor(services, identity.user, id);
      const isSmall = size === "small" && small;
      const file = Bun.file(services.files.path(id, isSmall ? "small" : "whole"));
      const etag = `"${id}${isSmall ? ".small" : ""}"`;
      const headers = {
        ...pictureHeaders,
        "content-type": isSmall ? "image/webp" : type,
        "content-disposition": `inline; filename*=UTF-8''${encoded(name)}`,
        etag,
      };
      if (namesTag(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
      // Its message may have been deleted since.
      if (!(await file.exists())) throw new Refusal("not_found");
      return new Response(file, { headers });
    } catch (error) {
      return refused(refusalOf(services, error));
    }
  };
  return { GET: answer, HEAD: answer };
}

/** `DELETE /attachments/ID`: removes what its uploader has not sent. */
export function discardRoute({ services, uploads }: Chat, origins: Origins) {
  return async (request: BunRequest<string>): Promise<Response> => {
    try {
      const identity = await identify(services, origins, request);
      if (!identity) throw new Refusal("not_signed_in");
      await uploads.discard(identity, idIn(request));
      return respond(200, { ok: {} });
    } catch (error) {
      return refused(refusalOf(services, error));
    }
  };
}

function idIn({ params: { attachment: id = "" } }: BunRequest<string>): Id {
  if (!isId(id)) throw new Refusal("not_found");
  return id;
}

/** The name that is given to the file, without what could make it look like another, and not too long. */
function nameIn(request: Request): string {
  const given = URL.parse(request.url)?.searchParams.get("name") ?? "";
  let name = given.toWellFormed().replaceAll(unseen, "").trim().slice(0, limits.file_name_bytes_max);
  while (utf8Length(name.toWellFormed()) > limits.file_name_bytes_max) name = name.slice(0, -1);
  if (nothingSeen.test(name)) throw new Refusal("bad_value", "Give the file's name: POST /attachments?name=FILE.");
  return name.toWellFormed();
}

/** How many bytes will come, as far as the request says so. */
function declaredBytes(request: Request): number {
  const length = request.headers.get("content-length");
  const bytes = length === null ? limits.attachment_bytes_max : Number(length);
  if (bytes > limits.attachment_bytes_max)
    throw new Refusal("too_large", `A file may have at most ${limits.attachment_bytes_max / 1024 / 1024} MiB.`);
  return bytes;
}

function isTooSlow(bytes: number, seconds: number): boolean {
  const isLate = seconds > limits.upload_minutes_max * 60;
  return isLate || bytes < (seconds - grace_seconds) * limits.upload_bytes_per_second_min;
}

/** RFC 8187: what is not a letter or digit in percents, also where URLs leave it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** RFC 9110, 13.1.2. */
function namesTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(",").some((tag) => ["*", etag, `W/${etag}`].includes(tag.trim()));
}
