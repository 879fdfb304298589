CREATE TABLE `answers` (
	`command` blob NOT NULL,
	`user` integer NOT NULL,
	`name` text NOT NULL,
	`answer` text NOT NULL,
	PRIMARY KEY(`command`, `user`)
);
--> statement-breakpoint
CREATE TABLE `channels` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`key` text NOT NULL,
	`topic` text NOT NULL,
	`archived` integer NOT NULL,
	`rev` integer NOT NULL,
	`users` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `channels_id_unique` ON `channels` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `channels_key_unique` ON `channels` (`key`);--> statement-breakpoint
CREATE TABLE `invites` (
	`id` text PRIMARY KEY NOT NULL,
	`role` text NOT NULL,
	`author` integer NOT NULL,
	`uses_left` integer NOT NULL,
	`expires` integer NOT NULL,
	FOREIGN KEY (`author`) REFERENCES `users`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `memberships` (
	`channel` integer NOT NULL,
	`user` integer NOT NULL,
	`role` text NOT NULL,
	`read` integer NOT NULL,
	`rev` integer NOT NULL,
	`gone` integer NOT NULL,
	PRIMARY KEY(`channel`, `user`),
	FOREIGN KEY (`channel`) REFERENCES `channels`(`n`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user`) REFERENCES `users`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `memberships_user` ON `memberships` (`user`);--> statement-breakpoint
CREATE INDEX `memberships_rev` ON `memberships` (`channel`,`rev`);--> statement-breakpoint
CREATE TABLE `mentions` (
	`user` integer NOT NULL,
	`channel` integer NOT NULL,
	`seq` integer NOT NULL,
	`author` integer NOT NULL,
	PRIMARY KEY(`channel`, `user`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `messages` (
	`n` integer PRIMARY KEY NOT NULL,
	`channel` integer NOT NULL,
	`seq` integer NOT NULL,
	`rev` integer NOT NULL,
	`author` integer NOT NULL,
	`command` blob NOT NULL,
	`at` integer NOT NULL,
	`body` text NOT NULL,
	`edited` integer,
	`flags` integer NOT NULL,
	`mentions` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_seq` ON `messages` (`channel`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_command` ON `messages` (`command`,`author`);--> statement-breakpoint
CREATE INDEX `messages_changed` ON `messages` (`channel`,`rev`) WHERE rev <> seq;--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recoveries` (
	`id` text PRIMARY KEY NOT NULL,
	`user` integer NOT NULL,
	`expires` integer NOT NULL,
	FOREIGN KEY (`user`) REFERENCES `users`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user` integer NOT NULL,
	`label` text NOT NULL,
	`created` integer NOT NULL,
	`expires` integer NOT NULL,
	FOREIGN KEY (`user`) REFERENCES `users`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user`);--> statement-breakpoint
CREATE TABLE `users` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`handle` text NOT NULL,
	`handle_key` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`kind` text NOT NULL,
	`deactivated` integer NOT NULL,
	`rev` integer NOT NULL,
	`password_hash` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_id_unique` ON `users` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_handle_key_unique` ON `users` (`handle_key`);