import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { dialog, isDrawerOpen, isInviteOffered, type PlainDialog } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { adminPath, go, settingsPath } from "../state/place.ts";
import { signOut } from "../state/session.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "./avatar.tsx";
import { Beyond } from "./beyond.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { IconButton } from "./iconbutton.tsx";
import { KeyCaps } from "./keycaps.tsx";
import { Links } from "./links.tsx";
import { Logo } from "./logo.tsx";
import { Menu } from "./menu.tsx";
import { listedChannels } from "./order.ts";
import { isAdmin, mayInvite } from "./right.ts";

/** The user's channels, and what concerns the user. On narrow screens a drawer. */
export function Sidebar() {
  const store = useStore();
  const { me } = store;
  // A link that got more from here than its channel would keep, through Preact (preactjs/preact#4909), all the lists that were drawn before.
  const { named, direct } = listedChannels(store);
  const scroller = useRef<HTMLDivElement>(null);
  const isGuest = me?.role === "guest";
  return (
    <nav class="sidebar" aria-label={words().sidebar.channels}>
      <header class="sidebar-header">
        <Logo />
        <p class="workspace-name">{store.workspace}</p>
        <IconButton
          icon="close"
          class="drawer-close"
          label={words().sidebar.close}
          onClick={() => {
            isDrawerOpen.value = false;
          }}
        />
      </header>
      <button type="button" class="jump" onClick={() => open("switcher")}>
        <Icon name="search" />
        <span>{words().switcher.open}</span>
        <KeyCaps of="switcher" />
      </button>
      <div class="sidebar-scroll" ref={scroller}>
        <Section title={words().sidebar.channels} channels={named}>
          {!isGuest && <Opener icon="search" label={words().general.browseChannels} opens="browse" />}
          {!isGuest && <Opener icon="plus" label={words().sidebar.createChannel} opens="create" />}
        </Section>
        <Section title={words().sidebar.directMessages} channels={direct}>
          <Opener icon="plus" label={words().general.writeToSomebody} opens="direct" />
        </Section>
      </div>
      <Beyond scroller={scroller} named={named} direct={direct} />
      <footer class="sidebar-footer">
        {mayInvite(me) && !isInviteOffered.value && (
          <button type="button" class="button quiet wide" onClick={() => open("invite")}>
            <Icon name="invite" />
            {words().general.invitePeople}
          </button>
        )}
        {me && (
          <Menu
            class="me"
            label={words().sidebar.account}
            isNamedByContent
            items={[
              { text: words().settings.open, run: () => go(settingsPath()) },
              ...(isAdmin(me) ? [{ text: words().admin.open, run: () => go(adminPath()) }] : []),
              { text: words().shortcuts.title, run: () => open("shortcuts") },
              { text: words().general.signOut, run: () => attempt(signOut()) },
            ]}
          >
            <span class="unseen">{words().sidebar.account}</span>
            <Avatar user={me.id} />
            <span class="me-names">
              <bdi class="name">{me.name}</bdi>
              <span class="handle">
                <bdi>@{me.handle}</bdi>
              </span>
            </span>
            <Icon name="choose" />
          </Menu>
        )}
      </footer>
    </nav>
  );
}

interface SectionProps {
  readonly title: string;
  readonly channels: readonly Id[];
  readonly children: ComponentChildren;
}

function Section({ title, channels, children }: SectionProps) {
  return (
    <section class="section" aria-label={title}>
      <header class="section-header">
        <h2>{title}</h2>
        {children}
      </header>
      <Links channels={channels} />
    </section>
  );
}

function Opener({ icon, label, opens }: { icon: IconName; label: string; opens: "browse" | "create" | "direct" }) {
  return <IconButton icon={icon} label={label} onClick={() => open(opens)} />;
}

function open(type: PlainDialog): void {
  dialog.value = { type };
}
