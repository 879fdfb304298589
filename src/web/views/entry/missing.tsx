import { words } from "../../language/language.ts";
import { EntryFrame } from "./frame.tsx";

/** The secret was in the link and is gone, since the address no longer shows it. */
export function MissingSecret({ title }: { title: string }) {
  return (
    <EntryFrame title={title}>
      <p class="lead">{words().entry.wholeLink}</p>
      <a class="button" href="/signin">
        {words().general.signIn}
      </a>
    </EntryFrame>
  );
}
