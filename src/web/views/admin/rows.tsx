import type { ComponentChildren } from "preact";
import { inGroups } from "../groups.tsx";

/** So many are laid out and painted, or not, together. */
const group_rows = 10;

interface RowsProps<T> {
  readonly label: string;
  readonly records: readonly T[];
  /** The row of a record. What it is given should stay: then it is drawn once, however many come after it. */
  readonly row: (record: T) => ComponentChildren;
}

/** A list that may get long: of all its rows those in sight are laid out. */
export function Rows<T>({ label, records, row }: RowsProps<T>) {
  return (
    // What is between a list and its items says nothing: the roles say that they belong together all the same.
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles
    <ul class="rows" role="list" aria-label={label}>
      {inGroups(records, group_rows).map((group, at) => (
        <div key={at} role="none" class="row-group" style={{ "--items": group.length }}>
          {group.map(row)}
        </div>
      ))}
    </ul>
  );
}
