import type { FieldsOf } from "../../protocol/commands.ts";
import { limits } from "../../protocol/limits.ts";
import { role as roleShape, type Role } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { Field } from "./form.tsx";
import { mayGrant } from "./right.ts";

/** What an invite is when nobody says otherwise. */
export const firstInvite = { role: "member", uses: 25, expires_in_days: 7 } as const;

const roles: readonly Role[] = ["member", "guest", "admin", "owner"];

interface InviteFieldsProps {
  /** What the fields are called. */
  readonly text: { readonly role: string; readonly uses: string; readonly days: string };
}

/** For whom a new invite is, in a form; `inviteOf` reads them. */
export function InviteFields({ text }: InviteFieldsProps) {
  const { me } = useStore();
  return (
    <div class="field-row">
      <label class="field">
        <span>{text.role}</span>
        <select name="role" class="input">
          {roles
            .filter((role) => mayGrant(role, me))
            .map((role) => (
              <option key={role} value={role}>
                {words().roleNames[role]}
              </option>
            ))}
        </select>
      </label>
      <Field
        name="uses"
        label={text.uses}
        type="number"
        min={1}
        max={limits.invite_uses_max}
        defaultValue={`${firstInvite.uses}`}
        required
      />
      <Field
        name="days"
        label={text.days}
        type="number"
        min={1}
        max={limits.invite_days_max}
        defaultValue={`${firstInvite.expires_in_days}`}
        required
      />
    </div>
  );
}

export function inviteOf({ role, uses, days }: Record<string, string>): FieldsOf<"invite.create"> {
  return { role: roleShape.read(role, "role"), uses: Number(uses), expires_in_days: Number(days) };
}
