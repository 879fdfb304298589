import type { ServerWebSocket, WebSocketHandler } from "bun";
import type { Chat } from "../chat/chat.ts";
import { count, metrics } from "../metrics.ts";
import { Malformed } from "../protocol/codec.ts";
import { commandIdIn } from "../protocol/command.ts";
import { readCommand } from "../protocol/commands.ts";
import { closes, Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { ServerSettings } from "./settings.ts";

/**
 * The route of a message begins here: a frame is decoded and checked, and its commands are submitted. Nothing past this
 * file sees bytes or doubts a shape. A throw in a handler would end the process, so none may leave one.
 */
export function socketHandlers(
  chat: Chat,
  connections: Connections,
  settings: ServerSettings,
): WebSocketHandler<Connection> {
  const { services } = chat;

  return {
    maxPayloadLength: limits.frame_bytes_max,
    backpressureLimit: settings.outgoing_bytes_max,
    // A reader over the limit is closed by Connections.closeSlow, with a code that says why.
    closeOnBackpressureLimit: false,
    idleTimeout: 60,
    perMessageDeflate: false,

    open: guarded((ws) => {
      ws.data.ws = ws;
      connections.add(ws.data);
    }),

    message: guarded((ws, frame: string | Buffer<ArrayBuffer>) => {
      const connection = ws.data;
      if (connection.ending) return;
      metrics.received_bytes[connection.codec.name] += Buffer.byteLength(frame);
      if ((typeof frame === "string") !== (connection.codec.name === "json")) return connection.close("wrong_type");
      for (const raw of connection.codec.decode(frame)) {
        submit(connection, raw);
        if (connection.ending) return;
      }
    }),

    close: guarded((ws) => {
      const connection = ws.data;
      count(metrics.closes, connection.ending ?? "client");
      connection.ending ??= "internal";
      connection.hears = false;
      connections.remove(connection);
      connection.appear("offline");
    }),
  };

  function submit(connection: Connection, raw: unknown): void {
    try {
      chat.submit(connection, readCommand(raw), connection);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      connection.fail(commandIdIn(raw), error);
      services.audience.flush();
    }
  }

  /** The handler, with whatever it throws made into a close of this one socket. */
  function guarded<A extends unknown[]>(handler: (ws: ServerWebSocket<Connection>, ...rest: A) => void) {
    return (ws: ServerWebSocket<Connection>, ...rest: A): void => {
      try {
        handler(ws, ...rest);
      } catch (error) {
        ws.data.ending ??= error instanceof Malformed ? "bad_frame" : "internal";
        if (error instanceof Malformed) return ws.close(closes.bad_frame.code, reasonOf(error));
        services.report(error);
        ws.close(closes.internal.code, closes.internal.reason);
      }
    };
  }
}

/** A close reason has at most 123 bytes (RFC 6455, section 5.5). */
function reasonOf(error: Malformed): string {
  return `Not a frame of this format: ${error.message}`.slice(0, 120);
}
