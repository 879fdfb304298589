import { words } from "../language/language.ts";
import { isWaiting } from "../state/calls.ts";
import { isDrawerOpen } from "../state/layout.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";

/** Opens the list of channels on narrow screens; marked when something there is unread. */
export function DrawerButton() {
  const store = useStore();
  const waiting = store.channels.value.some(isWaiting);
  return (
    <button
      type="button"
      class="icon-button drawer-button"
      aria-label={words().sidebar.open}
      aria-expanded={isDrawerOpen.value}
      onClick={() => {
        isDrawerOpen.value = true;
      }}
    >
      <Icon name="menu" />
      {waiting && <span class="drawer-dot" />}
    </button>
  );
}
