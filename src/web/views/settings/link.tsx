import type { ComponentChildren } from "preact";
import { go } from "../../state/place.ts";

interface PlaceLinkProps {
  readonly to: string;
  readonly class: string;
  readonly isCurrent?: boolean;
  /** Where what it holds does not say which. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A link to a place of the client, which needs no new page. */
export function PlaceLink({ to, class: className, isCurrent = false, label, children }: PlaceLinkProps) {
  return (
    <a
      class={className}
      href={to}
      aria-label={label}
      aria-current={isCurrent ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
