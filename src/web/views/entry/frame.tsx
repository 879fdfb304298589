import type { ComponentChildren } from "preact";
import { Bird, Logo } from "../logo.tsx";

/** The page around a form for people who are not signed in. */
export function EntryFrame({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="entry">
      <Bird />
      <div class="entry-card">
        <Logo />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
