import { type Kysely, type Migration, sql } from 'kysely'

/** Every change of the schema, in order; a released one is never edited. */
export const migrations: Record<string, Migration> = {
  '0001-memes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('memes')
        .addColumn('label', 'integer', column => column.primaryKey().autoIncrement())
        .addColumn('id', 'text', column => column.notNull().unique())
        .addColumn('slug', 'text', column => column.notNull())
        .addColumn('library', 'text', column => column.notNull())
        .addColumn('file', 'text', column => column.notNull())
        .addColumn('mime', 'text', column => column.notNull())
        .addColumn('width', 'integer', column => column.notNull())
        .addColumn('height', 'integer', column => column.notNull())
        .addColumn('frames', 'integer', column => column.notNull())
        .addColumn('perceptual_hash', 'text', column => column.notNull())
        .addColumn('caption', 'text', column => column.notNull())
        .addColumn('rating', 'text', column => column.notNull())
        .addColumn('source', 'text', column => column.notNull())
        .addColumn('licence', 'text', column => column.notNull())
        .addColumn('scope', 'text', column => column.notNull())
        .addColumn('state', 'text', column => column.notNull())
        .addColumn('created_at', 'integer', column => column.notNull())
        .addColumn('updated_at', 'integer', column => column.notNull())
        .addUniqueConstraint('memes_slug', ['library', 'slug'])
        .execute()
      await db.schema
        .createTable('annotations')
        .addColumn('meme_id', 'text', column => column.primaryKey().references('memes.id').onDelete('cascade'))
        .addColumn('scenario', 'text', column => column.notNull())
        .addColumn('unsuitable', 'text', column => column.notNull())
        .addColumn('emotion', 'text', column => column.notNull())
        .addColumn('motivation', 'text', column => column.notNull())
        .addColumn('examples', 'text', column => column.notNull())
        .addColumn('updated_at', 'integer', column => column.notNull())
        .execute()
      await db.schema
        .createTable('embeddings')
        .addColumn('meme_id', 'text', column => column.notNull().references('memes.id').onDelete('cascade'))
        .addColumn('encoder', 'text', column => column.notNull())
        .addColumn('facet', 'text', column => column.notNull())
        .addColumn('position', 'integer', column => column.notNull())
        .addColumn('text_hash', 'text', column => column.notNull())
        .addColumn('vector', 'blob', column => column.notNull())
        .addPrimaryKeyConstraint('embeddings_key', ['encoder', 'meme_id', 'facet', 'position'])
        .execute()
      await sql`CREATE VIRTUAL TABLE lexical USING fts5(words, tokenize = "unicode61 remove_diacritics 0", content = '', contentless_delete = 1)`.execute(
        db,
      )
      await db.schema
        .createTable('calibrations')
        .addColumn('encoder', 'text', column => column.primaryKey())
        .addColumn('calibration', 'text', column => column.notNull())
        .addColumn('created_at', 'integer', column => column.notNull())
        .execute()
    },
  },
  '0002-channels': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('channels')
        .addColumn('channel', 'text', column => column.primaryKey())
        .addColumn('state', 'text', column => column.notNull())
        .addColumn('updated_at', 'integer', column => column.notNull())
        .execute()
      await db.schema
        .createTable('deliveries')
        .addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
        .addColumn('channel', 'text', column => column.notNull())
        .addColumn('meme_id', 'text', column => column.notNull())
        .addColumn('score', 'real', column => column.notNull())
        .addColumn('threshold', 'real', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema
        .createTable('feedback')
        .addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
        .addColumn('channel', 'text', column => column.notNull())
        .addColumn('meme_id', 'text', column => column.notNull())
        .addColumn('reaction', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema
        .createTable('settings')
        .addColumn('key', 'text', column => column.primaryKey())
        .addColumn('value', 'text', column => column.notNull())
        .execute()
    },
  },
  '0006-discord': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('guild_settings')
        .addColumn('guild', 'text', column => column.notNull())
        .addColumn('channel', 'text', column => column.notNull())
        .addColumn('settings', 'text', column => column.notNull())
        .addColumn('updated_at', 'integer', column => column.notNull())
        .addPrimaryKeyConstraint('guild_settings_key', ['guild', 'channel'])
        .execute()
      await db.schema
        .createTable('member_choices')
        .addColumn('guild', 'text', column => column.notNull())
        .addColumn('member', 'text', column => column.notNull())
        .addColumn('unread', 'integer', column => column.notNull())
        .addColumn('without_memes', 'integer', column => column.notNull())
        .addColumn('updated_at', 'integer', column => column.notNull())
        .addPrimaryKeyConstraint('member_choices_key', ['guild', 'member'])
        .execute()
      await db.schema
        .createTable('guild_blocks')
        .addColumn('guild', 'text', column => column.notNull())
        .addColumn('content_hash', 'text', column => column.notNull())
        .addColumn('perceptual_hash', 'text', column => column.notNull())
        .addColumn('member', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .addPrimaryKeyConstraint('guild_blocks_key', ['guild', 'content_hash'])
        .execute()
      await db.schema
        .createTable('guild_memes')
        .addColumn('meme_id', 'text', column => column.primaryKey().references('memes.id').onDelete('cascade'))
        .addColumn('guild', 'text', column => column.notNull())
        .addColumn('content_hash', 'text', column => column.notNull())
        .addColumn('member', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .addUniqueConstraint('guild_memes_content', ['guild', 'content_hash'])
        .execute()
      await db.schema
        .createTable('posts')
        .addColumn('id', 'text', column => column.primaryKey())
        .addColumn('guild', 'text', column => column.notNull())
        .addColumn('channel', 'text', column => column.notNull())
        .addColumn('meme_id', 'text', column => column.notNull())
        .addColumn('origin', 'text', column => column.notNull())
        .addColumn('status', 'text', column => column.notNull())
        .addColumn('message', 'text', column => column.unique())
        .addColumn('answers', 'text', column => column.unique())
        .addColumn('member', 'text', column => column.notNull())
        .addColumn('requester', 'text', column => column.notNull())
        .addColumn('explanation', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema.createIndex('posts_of_channel').on('posts').columns(['guild', 'channel', 'at']).execute()
      await db.schema
        .createTable('votes')
        .addColumn('message', 'text', column => column.notNull())
        .addColumn('member', 'text', column => column.notNull())
        .addColumn('reaction', 'text', column => column.notNull())
        .addColumn('meme_id', 'text', column => column.notNull())
        .addColumn('guild', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .addPrimaryKeyConstraint('votes_key', ['message', 'member', 'meme_id', 'reaction'])
        .execute()
      await db.schema
        .createTable('history')
        .addColumn('message', 'text', column => column.primaryKey())
        .addColumn('guild', 'text', column => column.notNull())
        .addColumn('channel', 'text', column => column.notNull())
        .addColumn('member', 'text', column => column.notNull())
        .addColumn('text', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema.createIndex('history_of_channel').on('history').columns(['channel', 'at']).execute()
    },
  },
  '0008-own-memes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('memes')
        .addColumn('tags', 'text', column => column.notNull().defaultTo('[]'))
        .execute()
      await db.schema
        .alterTable('annotations')
        .addColumn('origin', 'text', column => column.notNull().defaultTo('hand'))
        .execute()
      await db.schema
        .createTable('originals')
        .addColumn('hash', 'text', column => column.primaryKey())
        .addColumn('meme_id', 'text', column => column.notNull().references('memes.id').onDelete('cascade'))
        .addColumn('name', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema.createIndex('originals_meme').on('originals').column('meme_id').execute()
      await db.schema
        .createTable('findings')
        .addColumn('meme_id', 'text', column => column.notNull().references('memes.id').onDelete('cascade'))
        .addColumn('kind', 'text', column => column.notNull())
        .addColumn('content', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .addPrimaryKeyConstraint('findings_key', ['kind', 'meme_id'])
        .execute()
      await db.schema
        .createTable('pairs')
        .addColumn('first', 'text', column => column.notNull().references('memes.id').onDelete('cascade'))
        .addColumn('second', 'text', column => column.notNull().references('memes.id').onDelete('cascade'))
        .addColumn('distance', 'real', column => column.notNull())
        .addColumn('verdict', 'text', column => column.notNull())
        .addColumn('why', 'text', column => column.notNull())
        .addColumn('decision', 'text')
        .addColumn('at', 'integer', column => column.notNull())
        .addPrimaryKeyConstraint('pairs_key', ['first', 'second'])
        .execute()
      await db.schema
        .createTable('blocked_images')
        .addColumn('hash', 'text', column => column.primaryKey())
        .addColumn('fingerprint', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema
        .createTable('answers')
        .addColumn('key', 'text', column => column.primaryKey())
        .addColumn('meme_id', 'text', column => column.notNull())
        .addColumn('status', 'text', column => column.notNull())
        .addColumn('content', 'text', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema
        .createTable('annotation_runs')
        .addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
        .addColumn('started_at', 'integer', column => column.notNull())
        .addColumn('ended_at', 'integer')
        .execute()
      await db.schema
        .createTable('requests')
        .addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
        .addColumn('run', 'integer', column => column.notNull().references('annotation_runs.id').onDelete('cascade'))
        .addColumn('key', 'text', column => column.notNull())
        .addColumn('tokens_in', 'integer', column => column.notNull())
        .addColumn('tokens_out', 'integer', column => column.notNull())
        .addColumn('cost', 'real', column => column.notNull())
        .addColumn('settled', 'integer', column => column.notNull())
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema.createIndex('requests_run').on('requests').column('run').execute()
    },
  },
  '0009-edits': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('edits')
        .addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
        .addColumn('batch', 'text', column => column.notNull())
        .addColumn('meme_id', 'text', column => column.notNull().references('memes.id').onDelete('cascade'))
        .addColumn('field', 'text', column => column.notNull())
        .addColumn('before', 'text', column => column.notNull())
        .addColumn('after', 'text', column => column.notNull())
        .addColumn('undoes', 'text')
        .addColumn('at', 'integer', column => column.notNull())
        .execute()
      await db.schema.createIndex('edits_meme').on('edits').columns(['meme_id', 'id']).execute()
      await db.schema.createIndex('edits_batch').on('edits').column('batch').execute()
      await db.schema.createIndex('deliveries_meme').on('deliveries').columns(['meme_id', 'at']).execute()
      await db.schema.createIndex('feedback_meme').on('feedback').columns(['meme_id', 'reaction']).execute()
    },
  },
}
