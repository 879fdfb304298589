import { limits } from "../limits.ts";
import { attachment, invite, member, message, session, summary, time_ms, user } from "../records.ts";
import type { Field, Shape } from "../shape.ts";
import { anchor, table } from "./markdown.ts";
import { fieldMeanings } from "./meanings.ts";

interface RecordRow {
  readonly name: string;
  readonly shape: Shape<unknown>;
  readonly meaning: string;
}

/** The records that have a name: wherever one stands, its fields are not said again. */
export const recordRows: readonly RecordRow[] = [
  { name: "user", shape: user, meaning: "A person or a bot of the workspace." },
  { name: "summary", shape: summary, meaning: "A channel as you see it: you are in it." },
  { name: "message", shape: message, meaning: "A message. It has no id: `channel` and `seq` name it for ever." },
  { name: "attachment", shape: attachment, meaning: "A file in a message. Of now these are pictures." },
  { name: "member", shape: member, meaning: "A user's being in a channel." },
  { name: "session", shape: session, meaning: "A device on which you are signed in." },
  { name: "invite", shape: invite, meaning: "A link by which people can join." },
];

/** The fields of objects as tables, and which meanings these have used. */
export class FieldTables {
  readonly #used = new Set<string>();

  /** The fields of `owner` without the first `skip`; empty when there are none. */
  of(shape: Shape<unknown>, owner: string, skip = 0): string {
    const rows = this.#rows(fieldsOf(shape).slice(skip), owner, "");
    return rows.length === 0 ? "" : table(["field", "type", ""], rows);
  }

  unusedMeanings(): string[] {
    return Object.keys(fieldMeanings).filter((key) => !this.#used.has(key));
  }

  /** The fields in rows; those of an object in it that is no record come after it. */
  #rows(fields: readonly Field[], owner: string, path: string): string[][] {
    return fields.flatMap(({ name, shape, optional }) => {
      const place = `${path}${name}`;
      const row = [`\`${place}\`${optional ? " ?" : ""}`, typeOf(shape), this.#meaning(owner, place, name)];
      const entry = shape.kind.type === "list" ? shape.kind.of : shape;
      if (recordOf(entry)) return [row];
      return [row, ...this.#rows(fieldsOf(entry), owner, `${place}${entry === shape ? "" : "[]"}.`)];
    });
  }

  #meaning(owner: string, place: string, name: string): string {
    const exact = `${owner}.${place.replaceAll("[]", "")}`;
    const key = Object.hasOwn(fieldMeanings, exact) ? exact : name;
    const meaning = fieldMeanings[key];
    if (meaning === undefined) throw new Error(`the field ${exact} has no meaning`);
    this.#used.add(key);
    return meaning;
  }
}

/** The record whose fields an event has beside its name. */
export function recordIn(event: Shape<unknown>): RecordRow | undefined {
  const [, ...fields] = fieldsOf(event);
  return recordRows.find((row) => {
    const others = fieldsOf(row.shape);
    return fields.length === others.length && fields.every(({ shape }, i) => shape === others[i]?.shape);
  });
}

export function recordLink({ name }: RecordRow): string {
  return `[${name}](#${anchor(`${name} (record)`)})`;
}

function typeOf(shape: Shape<unknown>): string {
  const { kind } = shape;
  const record = recordOf(shape);
  if (record) return recordLink(record);
  if (shape === time_ms) return "time";
  switch (kind.type) {
    case "id":
      return "id";
    case "bool":
      return "true or false";
    case "text":
      return `text, ${kind.bytes_min > 0 ? `${kind.bytes_min} to` : "at most"} ${kind.bytes_max} bytes`;
    case "int":
      return kind.max === limits.integer_max ? "integer" : `integer, ${kind.min} to ${kind.max}`;
    case "choice":
      return kind.values.length > 8 ? "text" : kind.values.map((value) => `\`"${value}"\``).join(", ");
    case "list":
      return `list of ${plural(typeOf(kind.of))}, ${kind.entries_min > 0 ? `${kind.entries_min} to` : "at most"} ${kind.entries_max}`;
    case "map":
      return `object from ids to ${plural(typeOf(kind.of))}, at most ${kind.entries_max}`;
    case "union":
      return "[event](#events)";
    case "object":
      return "object";
  }
}

function plural(type: string): string {
  return type.startsWith("[") ? type.replace(/y?\]/, (end) => (end === "]" ? "s]" : "ies]")) : `${type}s`;
}

function recordOf(shape: Shape<unknown>): RecordRow | undefined {
  return recordRows.find((row) => row.shape === shape);
}

function fieldsOf({ kind }: Shape<unknown>): readonly Field[] {
  return kind.type === "object" ? kind.fields : [];
}
