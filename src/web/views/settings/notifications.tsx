import { useSignal } from "@preact/signals";
import { words } from "../../language/language.ts";
import { attempt } from "../../state/notice.ts";
import { notificationState, showNotification } from "../../state/notifications.ts";
import { prefer, preferences } from "../../state/preferences.ts";
import { say } from "./said.tsx";
import { Switch } from "./switch.tsx";

/** What the browser tells while nobody looks. It asks its user for permission when the button is pressed, and never before. */
export function NotificationsSection() {
  const permission = useSignal(notificationState());
  const text = words().settings.notifications;
  const { notifications, sound } = preferences();
  const enable = async () => {
    permission.value = await Notification.requestPermission();
    const isGranted = permission.value === "granted";
    prefer({ notifications: isGranted });
    say(isGranted ? text.on : text.refused);
  };
  return (
    <>
      <p class="lead">{text.lead}</p>
      {permission.value === "missing" && <p class="settings-note">{text.missing}</p>}
      {permission.value === "insecure" && <p class="settings-note">{text.insecure}</p>}
      {permission.value === "denied" && <p class="settings-note">{text.denied}</p>}
      {permission.value === "default" && (
        <div class="settings-buttons">
          <button type="button" class="button" onClick={() => attempt(enable())}>
            {text.enable}
          </button>
        </div>
      )}
      {permission.value === "granted" && (
        <>
          <Switch
            label={text.desktop}
            hint={text.desktopHint}
            isOn={notifications}
            turn={(on) => {
              prefer({ notifications: on });
              say(on ? text.on : text.off);
            }}
          />
          <Switch
            label={text.sound}
            hint={text.soundHint}
            isOn={sound}
            isDisabled={!notifications}
            turn={(on) => prefer({ sound: on })}
          />
          <div class="settings-buttons">
            <button
              type="button"
              class="button quiet"
              disabled={!notifications}
              onClick={() =>
                showNotification(words().notifications.test, words().notifications.testBody, "test", () => undefined)
              }
            >
              {text.test}
            </button>
          </div>
        </>
      )}
    </>
  );
}
