/** What states of the client are made of: screenshots.ts has their table. */
import type { Example } from "./example.ts";
import type { Network } from "./network.ts";
import type { Window } from "./window.ts";

export interface State {
  /** The address that is opened. */
  readonly at: (example: Example) => string;
  /** Nobody is signed in. */
  readonly isOutside?: true;
  /** The only size in which it is worth a look. */
  readonly size?: string;
  /** Brings the state about, and waits until it is there. */
  readonly show?: (window: Window, network: Network, example: Example) => Promise<unknown>;
}

export const launchChannel = ({ channels }: Example) => `/c/${channels.launch}`;

/** Marks the page as preferences and settings do. */
export async function mark({ page }: Window, name: "dir" | `dataset.${string}`, value: string): Promise<void> {
  await page.evaluate(`void (document.documentElement.${name} = ${JSON.stringify(value)})`);
}

export async function hover(window: Window, text: string): Promise<void> {
  await window.message(text).scrollIntoViewIfNeeded();
  await window.message(text).hover();
  await window.message(text).focus();
}
