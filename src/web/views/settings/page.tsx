import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../../language/language.ts";
import { draftAt, hasDrafts } from "../../state/drafts.ts";
import { attempt, notify } from "../../state/notice.ts";
import { adminPath, go, place, settingsPath } from "../../state/place.ts";
import { type AdminSection, adminSections, type SettingsSection, settingsSections } from "../../state/sections.ts";
import { signOut } from "../../state/session.ts";
import { useStore } from "../../state/store.ts";
import { ChannelsSection } from "../admin/channels.tsx";
import { InvitesSection } from "../admin/invites.tsx";
import { MembersSection } from "../admin/members.tsx";
import { TimeSection } from "../admin/time.tsx";
import { WorkspaceSection } from "../admin/workspace.tsx";
import { Icon, type IconName } from "../icon.tsx";
import { isAdmin } from "../right.ts";
import { AppearanceSection } from "./appearance.tsx";
import { KeyboardSection } from "./keyboard.tsx";
import { LanguageSection } from "./language.tsx";
import { PlaceLink } from "./link.tsx";
import { NotificationsSection } from "./notifications.tsx";
import { PasswordSection } from "./password.tsx";
import { ProfileSection } from "./profile.tsx";
import { Said } from "./said.tsx";
import { SessionsSection } from "./sessions.tsx";

interface Section {
  readonly icon: IconName;
  readonly show: () => VNode;
  /** While there is no way to the server all of it works, or one goes on with what one types, or nothing can be pressed. */
  readonly offline: "works" | "drafts" | "waits";
}

const settings: Record<SettingsSection, Section> = {
  profile: { icon: "person", show: () => <ProfileSection />, offline: "drafts" },
  appearance: { icon: "palette", show: () => <AppearanceSection />, offline: "works" },
  keyboard: { icon: "keyboard", show: () => <KeyboardSection />, offline: "works" },
  notifications: { icon: "bell", show: () => <NotificationsSection />, offline: "works" },
  sessions: { icon: "device", show: () => <SessionsSection />, offline: "waits" },
  password: { icon: "key", show: () => <PasswordSection />, offline: "waits" },
  language: { icon: "globe", show: () => <LanguageSection />, offline: "works" },
};

const admin: Record<AdminSection, Section> = {
  members: { icon: "people", show: () => <MembersSection />, offline: "waits" },
  invites: { icon: "invite", show: () => <InvitesSection />, offline: "waits" },
  channels: { icon: "hash", show: () => <ChannelsSection />, offline: "waits" },
  workspace: { icon: "sliders", show: () => <WorkspaceSection />, offline: "drafts" },
  time: { icon: "clock", show: () => <TimeSection />, offline: "waits" },
};

/** The list of pages beside the one that is chosen; on narrow screens either of them. */
export function SettingsPage() {
  const { me, isCutOff } = useStore();
  const here = place();
  const heading = useRef<HTMLHeadingElement>(null);
  const nav = useRef<HTMLElement>(null);
  /** The entry of the page that was shown last: on narrow screens one comes back to it. */
  const last = useRef<string | undefined>(undefined);
  const isAdminPlace = here.page === "admin";
  const chosen = here.page === "settings" || here.page === "admin" ? here.section : undefined;
  const section = here.page === "settings" ? (here.section ?? "profile") : undefined;
  const run = here.page === "admin" ? (here.section ?? "members") : undefined;
  const title = run ? words().admin.sections[run] : words().settings.sections[section ?? "profile"];
  useEffect(() => {
    if (chosen) heading.current?.focus();
    else nav.current?.querySelector<HTMLElement>(last.current ? `[href="${last.current}"]` : "h1")?.focus();
    last.current = chosen && location.pathname;
  }, [chosen]);
  useEffect(() => {
    addEventListener("keydown", leaveByEscape);
    return () => {
      removeEventListener("keydown", leaveByEscape);
      if (hasDrafts()) notify(words().settings.kept);
    };
  }, []);
  // Who comes by a link to a part that there is not any more, or not for them, finds out why.
  const isRefused = isAdminPlace && !isAdmin(me);
  return (
    <>
      <a class="skip" href="#settings">
        {words().settings.skip}
      </a>
      <main class="settings-whole">
        <nav ref={nav} class={chosen ? "settings-nav elsewhere" : "settings-nav"} aria-label={words().settings.nav}>
          <PlaceLink class="settings-back" to="/">
            <Icon name="back" />
            {words().settings.back}
          </PlaceLink>
          <h1 tabIndex={-1}>{words().settings.title}</h1>
          <ul>
            {settingsSections.map((each) => (
              <NavEntry
                key={each}
                to={settingsPath(each)}
                icon={settings[each].icon}
                text={words().settings.sections[each]}
                isCurrent={section === each}
              />
            ))}
          </ul>
          {isAdmin(me) && (
            <>
              <h2>{words().admin.title}</h2>
              <ul>
                {adminSections.map((each) => (
                  <NavEntry
                    key={each}
                    to={adminPath(each)}
                    icon={admin[each].icon}
                    text={words().admin.sections[each]}
                    isCurrent={run === each}
                  />
                ))}
              </ul>
            </>
          )}
          <button
            type="button"
            class="settings-entry"
            disabled={isCutOff}
            title={isCutOff ? words().offline.needsServer : undefined}
            onClick={() => attempt(signOut())}
          >
            <Icon name="leave" />
            {words().settings.signOut}
          </button>
        </nav>
        <div class="settings-main" id="settings">
          <div class="settings-page">
            <header class="settings-header">
              <PlaceLink class="icon-button settings-up" to={isAdminPlace ? adminPath() : settingsPath()}>
                <Icon name="back" />
                <span class="unseen">{words().settings.toList}</span>
              </PlaceLink>
              {/* The one of the list is out of sight on narrow screens. */}
              {chosen && <h1 class="unseen">{words().settings.title}</h1>}
              <h2 ref={heading} tabIndex={-1}>
                {isRefused ? words().admin.title : title}
              </h2>
            </header>
            {isRefused ? <Refused /> : <Shown section={run ? admin[run] : settings[section ?? "profile"]} />}
          </div>
          <Said />
        </div>
      </main>
    </>
  );
}

function Shown({ section: { show, offline } }: { section: Section }) {
  const { isCutOff } = useStore();
  return (
    <>
      {isCutOff && offline !== "works" && <output class="settings-note">{words().offline.needsServer}</output>}
      <fieldset class="settings-part" disabled={isCutOff && offline === "waits"}>
        {show()}
      </fieldset>
    </>
  );
}

interface NavEntryProps {
  readonly to: string;
  readonly icon: IconName;
  readonly text: string;
  readonly isCurrent: boolean;
}

function NavEntry({ to, icon, text, isCurrent }: NavEntryProps) {
  return (
    <li>
      <PlaceLink class="settings-entry" to={to} isCurrent={isCurrent}>
        <Icon name={icon} />
        {text}
        {draftAt(to) && (
          <span class="settings-unsaved">
            <span class="unseen">{words().settings.unsaved}</span>
          </span>
        )}
      </PlaceLink>
    </li>
  );
}

function Refused() {
  return (
    <div class="settings-refused">
      <h3>{words().admin.forbidden}</h3>
      <p>{words().admin.forbiddenText}</p>
      <PlaceLink class="button" to={settingsPath()}>
        {words().admin.toSettings}
      </PlaceLink>
    </div>
  );
}

/** Not out of a field, a menu or a dialog, where the key has another meaning. */
function leaveByEscape(event: KeyboardEvent): void {
  const { target } = event;
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (target instanceof HTMLElement && target.closest("input:not([type=radio]), select, textarea")) return;
  go("/");
}
