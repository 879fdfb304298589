import { words } from "../language/language.ts";
import type { Pages } from "./pages.ts";

/** What stands under a list that comes in pages: that nothing fits, or a button for the next page. */
export function More<T>({ pages, isEmpty = true }: { pages: Pages<T>; isEmpty?: boolean }) {
  const found = pages.found.value;
  return (
    <>
      {found?.records.length === 0 && isEmpty && <p class="hint">{words().admin.nothing}</p>}
      {found?.more && (
        <button type="button" class="button quiet wide" onClick={pages.next}>
          {words().general.showMore}
        </button>
      )}
    </>
  );
}
