import { words } from "../language/language.ts";

const rows = Array.from({ length: 7 }, (_, row) => row);

/** Where messages will be, while they are on their way: it looks like some, so that nothing jumps when they come. */
export function Skeleton() {
  return (
    <div class="skeleton">
      <p class="unseen">{words().general.loading}</p>
      {rows.map((row) => (
        <div key={row} class="skeleton-row" aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
