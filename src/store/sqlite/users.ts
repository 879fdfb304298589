import type { Database } from "bun:sqlite";
import { eq, getTableColumns, gt, sql } from "drizzle-orm";
import { accent, accent_default } from "../../protocol/records.ts";
import type { Store } from "../store.ts";
import type { Queries } from "./engine.ts";
import { avatars, channels, invites, meta, recoveries, sessions, users } from "./schema.ts";
import { workspaceKeys } from "./writer.ts";

type UserQueries = Pick<Store, "load" | "avatar" | "session" | "sessions" | "passwordHash" | "recovery">;

const { password_hash, ...profile } = getTableColumns(users);

export function userQueries(_client: Database, db: Queries): UserQueries {
  const avatar = db
    .select()
    .from(avatars)
    .where(eq(avatars.id, sql.placeholder("id")))
    .prepare();
  const session = db
    .select()
    .from(sessions)
    .where(eq(sessions.id, sql.placeholder("id")))
    .prepare();

  return {
    async load() {
      const known = new Map(
        db
          .select()
          .from(meta)
          .all()
          .map(({ key, value }) => [key, value]),
      );
      return {
        workspace: {
          name: known.get(workspaceKeys.name),
          accent: accent.read(known.get(workspaceKeys.accent) ?? accent_default, workspaceKeys.accent),
        },
        users: db.select(profile).from(users).orderBy(users.n).all(),
        avatars: db.select({ id: avatars.id, user: avatars.user }).from(avatars).all(),
        channels: db.select().from(channels).orderBy(channels.n).all(),
        invites: db.select().from(invites).where(gt(invites.uses_left, 0)).all(),
      };
    },
    async avatar(id) {
      return avatar.get({ id });
    },
    async session(id) {
      return session.get({ id });
    },
    async sessions(user) {
      return db.select().from(sessions).where(eq(sessions.user, user)).orderBy(sessions.created).all();
    },
    async passwordHash(user) {
      const row = db.select({ hash: password_hash }).from(users).where(eq(users.n, user)).get();
      return row?.hash ?? undefined;
    },
    async recovery(id) {
      return db.select().from(recoveries).where(eq(recoveries.id, id)).get();
    },
  };
}
