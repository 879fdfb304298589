import { type Id, isId } from "../../protocol/id.ts";

/** A row whose id was stored by this program, and is one. */
export function withId<R extends { id: string }>(row: R): Omit<R, "id"> & { id: Id } {
  return { ...row, id: storedId(row.id) };
}

export function storedId(id: string): Id {
  if (!isId(id)) throw new Error(`the database holds ${JSON.stringify(id)} where an id should be`);
  return id;
}
