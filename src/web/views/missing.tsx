import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { Skeleton } from "./skeleton.tsx";

/** In place of messages that are not here: all of a channel's, or the older ones. They are on their way, or cannot come now. */
export function Missing({ what }: { what: "all" | "older" }) {
  const store = useStore();
  if (!store.isCutOff) return <Skeleton />;
  return <p class="loading">{what === "all" ? words().offline.notKept : words().offline.olderNotKept}</p>;
}
