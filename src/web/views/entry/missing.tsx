import { EntryFrame } from "./frame.tsx";

/** The secret was in the link and is gone, since the address no longer shows it. */
export function MissingSecret({ title }: { title: string }) {
  return (
    <EntryFrame title={title}>
      <p class="lead">This page works with the whole link only. Open the link again, or ask for a new one.</p>
      <a class="button" href="/signin">
        Sign in
      </a>
    </EntryFrame>
  );
}
