import type { ComponentChildren } from "preact";
import { words } from "../language/language.ts";
import { Logo } from "./logo.tsx";

/** What is seen until the client is there (index.html), with a word about why it is still not. */
export function Splash({ children }: { children: ComponentChildren }) {
  return (
    <main class="splash">
      <h1 class="unseen">{document.title}</h1>
      <Logo />
      {children}
    </main>
  );
}

/** In place of a part of the client that is being fetched. */
export function Awaited({ isFailed, again }: { isFailed: boolean; again: () => void }) {
  if (!isFailed)
    return (
      <Splash>
        <output>{words().general.loading}</output>
      </Splash>
    );
  return (
    <main class="splash">
      <div class="empty">
        <p role="alert">{words().general.notLoaded}</p>
        <button type="button" class="button" onClick={again}>
          {words().general.tryAgain}
        </button>
      </div>
    </main>
  );
}
