-- The types are those both databases understand; IDENTITY is replaced by each
-- one's own spelling of an increasing integer key (see migrate.go).
-- Times are microseconds since 1970, UTC. JSON is text. Booleans are 0 and 1.

CREATE TABLE projects (
    id         IDENTITY,
    name       TEXT   NOT NULL,
    code       TEXT   NOT NULL UNIQUE,
    settings   TEXT   NOT NULL DEFAULT '{}',
    stored     BIGINT NOT NULL DEFAULT 0, -- bytes of originals: a sum that no upload has to wait for
    created_at BIGINT NOT NULL
);

-- Keys are sealed, not hashed: a signature scheme needs the key itself.
CREATE TABLE keys (
    id         IDENTITY,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    label      TEXT   NOT NULL,
    sealed     BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX keys_project ON keys (project_id);

CREATE TABLE collections (
    seq        IDENTITY,
    id         TEXT   NOT NULL UNIQUE,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    parent_id  TEXT   REFERENCES collections (id),
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX collections_parent ON collections (parent_id);
CREATE INDEX collections_project ON collections (project_id, created_at);

CREATE TABLE videos (
    seq           IDENTITY,
    id            TEXT     NOT NULL UNIQUE,
    slug          TEXT     NOT NULL UNIQUE,
    project_id    BIGINT   NOT NULL REFERENCES projects (id),
    title         TEXT     NOT NULL,
    description   TEXT     NOT NULL DEFAULT '',
    tags          TEXT     NOT NULL DEFAULT '[]',
    wishes        TEXT     NOT NULL DEFAULT '{}',
    folded        TEXT     NOT NULL DEFAULT '', -- title, line feed, description in lower case: what is searched
    collection_id TEXT     REFERENCES collections (id),
    privacy       TEXT     NOT NULL,
    state         TEXT     NOT NULL,
    prior_state   TEXT     NOT NULL,
    created_at    BIGINT   NOT NULL,
    updated_at    BIGINT   NOT NULL,
    started_at    BIGINT,
    viewable_at   BIGINT,
    ready_at      BIGINT,
    deleted_at    BIGINT,
    purged_at     BIGINT,
    emptied       SMALLINT NOT NULL DEFAULT 0, -- nothing is stored of it any more
    erased        SMALLINT NOT NULL DEFAULT 0, -- deleted for good: no API knows it any more
    poster        SMALLINT NOT NULL DEFAULT 0,
    output_bytes  BIGINT   NOT NULL DEFAULT 0,
    failure       TEXT,
    meta          TEXT     NOT NULL,
    source        TEXT,
    picture       TEXT     NOT NULL,
    plan          TEXT
);
CREATE INDEX videos_project ON videos (project_id, state, seq);
CREATE INDEX videos_listed ON videos (project_id, seq) WHERE state <> 'deleted';
CREATE INDEX videos_collection ON videos (collection_id, project_id, seq);
CREATE INDEX videos_deleted ON videos (deleted_at) WHERE deleted_at IS NOT NULL AND emptied = 0;

-- What videos are found by beside their columns: one row for each tag (value is ''), for each key
-- of meta, and for each further collection that a video is shown in (value is '').
CREATE TABLE video_labels (
    video_id   TEXT   NOT NULL REFERENCES videos (id),
    project_id BIGINT NOT NULL,
    kind       TEXT   NOT NULL, -- tag, meta, collection
    name       TEXT   NOT NULL,
    value      TEXT   NOT NULL,
    PRIMARY KEY (video_id, kind, name)
);
-- Values have any length, entries of an index have not.
CREATE INDEX video_labels_name ON video_labels (project_id, kind, name, substr(value, 1, 100));

-- Captions and chapters.
CREATE TABLE video_texts (
    id         IDENTITY,
    video_id   TEXT     NOT NULL REFERENCES videos (id),
    kind       TEXT     NOT NULL,
    language   TEXT     NOT NULL,
    is_default SMALLINT NOT NULL,
    generated  SMALLINT NOT NULL,
    blob       TEXT     NOT NULL,
    size       BIGINT   NOT NULL,
    name       TEXT     NOT NULL DEFAULT '',
    updated_at BIGINT   NOT NULL
);
CREATE INDEX video_texts_video ON video_texts (video_id, kind, language);

-- Records that one vendor's API knows and nobody else reads.
CREATE TABLE documents (
    kind       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    body       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (kind, id)
);
CREATE INDEX documents_project ON documents (project_id, kind, created_at);
CREATE INDEX documents_expired ON documents (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE uploads (
    id          TEXT   PRIMARY KEY,
    project_id  BIGINT NOT NULL REFERENCES projects (id),
    video_id    TEXT   REFERENCES videos (id), -- none of a partial one
    protocol    TEXT   NOT NULL,
    kind        TEXT   NOT NULL, -- single, partial, final, parted
    state       TEXT   NOT NULL,
    length      BIGINT NOT NULL, -- -1 until the client says
    position    BIGINT NOT NULL, -- the durable offset; it never goes down
    metadata    TEXT   NOT NULL,
    concat      TEXT   NOT NULL, -- of a final one: its sources, as the client named them
    scheme      TEXT   NOT NULL DEFAULT '', -- of a parted one: how its sender cuts
    total       BIGINT NOT NULL DEFAULT 0,  -- likewise: how much there is in all, in the scheme's measure; 0 = not known
    whole       TEXT   NOT NULL DEFAULT '', -- likewise: what its transport knows of all bytes, once they are there
    limits      TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    hash_state  BYTEA,
    epoch       BIGINT NOT NULL,
    owner       TEXT   NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    swept       SMALLINT NOT NULL DEFAULT 0 -- no byte is stored that does not count
);
CREATE INDEX uploads_video ON uploads (video_id);
CREATE INDEX uploads_project ON uploads (project_id) WHERE state IN ('receiving', 'sealed', 'finishing');
CREATE INDEX uploads_done ON uploads (project_id, position) WHERE state = 'done';
CREATE INDEX uploads_open ON uploads (state, expires_at);
CREATE INDEX uploads_partial ON uploads (state, expires_at) WHERE kind = 'partial';
CREATE INDEX uploads_unswept ON uploads (updated_at) WHERE swept = 0;

-- What an upload is made of. Each row is a reference that keeps its blob: an upload
-- that is over, or whose video is purged, has none.
CREATE TABLE upload_segments (
    upload_id TEXT   NOT NULL REFERENCES uploads (id),
    start     BIGINT NOT NULL, -- within the upload; none is empty, so no two begin at one place
    length    BIGINT NOT NULL,
    epoch     BIGINT NOT NULL,
    blob      TEXT   NOT NULL,
    origin    TEXT   NOT NULL REFERENCES uploads (id), -- who wrote the blob, and is swept when it goes
    PRIMARY KEY (upload_id, start)
);
CREATE INDEX upload_segments_origin ON upload_segments (origin, blob);

-- The parts that a parted upload has so far; when it is complete, those it was made of.
CREATE TABLE upload_parts (
    upload_id TEXT   NOT NULL REFERENCES uploads (id),
    number    BIGINT NOT NULL, -- orders them: a part's number or its first byte
    length    BIGINT NOT NULL,
    part      TEXT   NOT NULL REFERENCES uploads (id), -- the partial one that brought it
    tag       TEXT   NOT NULL, -- what its transport knows of its bytes
    PRIMARY KEY (upload_id, number)
);
CREATE INDEX upload_parts_part ON upload_parts (part);

-- One row per checkpoint: what the bytes summed to when they were acknowledged.
CREATE TABLE upload_ranges (
    blob   TEXT   NOT NULL,
    start  BIGINT NOT NULL, -- within the blob
    length BIGINT NOT NULL,
    crc32c BIGINT NOT NULL,
    origin TEXT   NOT NULL REFERENCES uploads (id),
    PRIMARY KEY (blob, start)
);
CREATE INDEX upload_ranges_origin ON upload_ranges (origin);

CREATE TABLE renditions (
    video_id    TEXT    NOT NULL REFERENCES videos (id),
    name        TEXT    NOT NULL,
    place       INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    chunks      INTEGER NOT NULL,
    chunks_done INTEGER NOT NULL,
    bytes       BIGINT  NOT NULL,
    spec        TEXT    NOT NULL,
    PRIMARY KEY (video_id, name)
);

CREATE TABLE media_segments (
    video_id  TEXT    NOT NULL REFERENCES videos (id),
    rendition TEXT    NOT NULL,
    chunk     INTEGER NOT NULL,
    segments  TEXT    NOT NULL,
    PRIMARY KEY (video_id, rendition, chunk)
);

CREATE TABLE endpoints (
    id          TEXT     PRIMARY KEY,
    project_id  BIGINT   NOT NULL REFERENCES projects (id),
    dialect     TEXT     NOT NULL,
    url         TEXT     NOT NULL,
    description TEXT,
    topics      TEXT     NOT NULL,
    sealed      BYTEA    NOT NULL,
    active      SMALLINT NOT NULL,
    created_at  BIGINT   NOT NULL,
    updated_at  BIGINT   NOT NULL
);
CREATE INDEX endpoints_project ON endpoints (project_id);

-- The outbox before the message is sent, its log afterwards.
CREATE TABLE deliveries (
    seq          IDENTITY,
    id           TEXT    NOT NULL UNIQUE,
    endpoint_id  TEXT    NOT NULL,
    project_id   BIGINT  NOT NULL,
    video_id     TEXT    NOT NULL, -- or the id of an import of many; '' when the message is about neither
    name         TEXT    NOT NULL,
    event        TEXT    NOT NULL,
    detail       TEXT    NOT NULL DEFAULT '',
    video        TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    delivered_at BIGINT,
    parked_at    BIGINT,
    status_code  INTEGER NOT NULL DEFAULT 0,
    answer       TEXT    NOT NULL DEFAULT '',
    duration     BIGINT  NOT NULL DEFAULT 0
);
CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id, seq);
CREATE INDEX deliveries_order ON deliveries (video_id, endpoint_id, seq);

-- What viewers fetched, per video and hour.
CREATE TABLE traffic (
    video_id TEXT   NOT NULL,
    hour     BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    bytes    BIGINT NOT NULL,
    PRIMARY KEY (video_id, hour)
);

-- Who is alive: jobs of a node that stopped answering go back to the queue.
CREATE TABLE nodes (
    id      TEXT   PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

-- Tokens of private videos that were used, and the sessions they became.
CREATE TABLE viewer_sessions (
    token      TEXT   PRIMARY KEY,
    session    TEXT   NOT NULL,
    first_use  TEXT   NOT NULL, -- a fingerprint of address, client and path
    expires_at BIGINT NOT NULL
);
CREATE INDEX viewer_sessions_expired ON viewer_sessions (expires_at);

-- Originals that are fetched from elsewhere. How far one is, is the offset of its upload.
CREATE TABLE imports (
    id         TEXT    PRIMARY KEY,
    project_id BIGINT  NOT NULL REFERENCES projects (id),
    video_id   TEXT    NOT NULL REFERENCES videos (id),
    upload_id  TEXT    NOT NULL REFERENCES uploads (id), -- the newest one: starting over takes another
    host       TEXT    NOT NULL,
    sealed     BYTEA,            -- URL and header fields, either may hold credentials; NULL when it has ended
    expected   BIGINT  NOT NULL, -- bytes; 0 = any number
    priority   INTEGER NOT NULL, -- lower ones go first
    share      TEXT    NOT NULL, -- with whom it shares its turns: '' = all single copies, else its order
    per_host   INTEGER NOT NULL, -- turns of the share for one host
    at_once    INTEGER NOT NULL, -- turns of the share for one project
    patience   BIGINT  NOT NULL, -- microseconds that the origin may put it off, in a row
    state      TEXT    NOT NULL, -- waiting, running, paused, held, done, failed, cancelled
    validator  TEXT    NOT NULL DEFAULT '', -- for If-Range; '' = the origin has none
    attempts   INTEGER NOT NULL DEFAULT 0,  -- that count
    fetches    INTEGER NOT NULL DEFAULT 0,  -- in all, but those that the origin put off
    throttled_at BIGINT,                    -- since when it does
    failure    TEXT,
    next_at    BIGINT  NOT NULL, -- no attempt before
    created_at BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL
);
CREATE INDEX imports_video ON imports (video_id, created_at);
CREATE INDEX imports_waiting ON imports (priority, created_at, id) WHERE state = 'waiting';
CREATE INDEX imports_running_host ON imports (host) WHERE state = 'running';
CREATE INDEX imports_running_project ON imports (project_id) WHERE state = 'running';
CREATE INDEX imports_ended ON imports (updated_at) WHERE state NOT IN ('waiting', 'running', 'paused');

-- Imports of many: what was ordered, and each row of it.
CREATE TABLE import_jobs (
    id         TEXT     PRIMARY KEY,
    project_id BIGINT   NOT NULL REFERENCES projects (id),
    source     TEXT     NOT NULL, -- the customer's name of where the videos come from
    state      TEXT     NOT NULL,
    dry_run    SMALLINT NOT NULL,
    options    TEXT     NOT NULL,
    sealed     BYTEA    NOT NULL, -- where the rows are: a URL may hold credentials
    spooled    SMALLINT NOT NULL DEFAULT 0, -- the rows are written down
    line       BIGINT   NOT NULL DEFAULT 0, -- planned up to here
    failure    TEXT,
    told       SMALLINT NOT NULL DEFAULT 0, -- that it has finished: once, whatever is retried later
    seen_at    BIGINT   NOT NULL,           -- last sign of life of whoever plans or feeds it
    created_at BIGINT   NOT NULL,
    updated_at BIGINT   NOT NULL
);
CREATE INDEX import_jobs_project ON import_jobs (project_id, created_at);
CREATE INDEX import_jobs_open ON import_jobs (seen_at) WHERE state IN ('planning', 'running', 'paused', 'canceled');

CREATE TABLE import_items (
    job_id       TEXT     NOT NULL REFERENCES import_jobs (id),
    line         BIGINT   NOT NULL,
    project_id   BIGINT   NOT NULL,
    source       TEXT     NOT NULL,
    source_id    TEXT     NOT NULL,
    state        TEXT     NOT NULL,
    reason       TEXT     NOT NULL DEFAULT '',
    sealed       BYTEA,             -- the row; NULL = it can never be fetched
    host         TEXT     NOT NULL,
    size         BIGINT   NOT NULL, -- bytes, as far as anyone said; 0 = not known
    sha256       TEXT     NOT NULL,
    bytes        BIGINT   NOT NULL DEFAULT 0, -- of the file that is here
    holds        SMALLINT NOT NULL DEFAULT 0, -- it is the one that stands for its source id
    video_id     TEXT     REFERENCES videos (id),
    import_id    TEXT     NOT NULL DEFAULT '', -- no reference: imports are forgotten sooner
    attempts     INTEGER  NOT NULL DEFAULT 0,
    next_at      BIGINT   NOT NULL DEFAULT 0, -- not before
    started_at   BIGINT,
    ended_at     BIGINT,
    PRIMARY KEY (job_id, line)
);
CREATE UNIQUE INDEX import_items_holder ON import_items (project_id, source, source_id) WHERE holds = 1;
CREATE INDEX import_items_id ON import_items (job_id, source_id);
-- Also answers what is counted and who is next without the rows themselves, which are long.
CREATE INDEX import_items_state ON import_items (job_id, state, line, host, next_at, size, bytes);
CREATE INDEX import_items_later ON import_items (job_id, next_at, host) WHERE state = 'queued' AND next_at > 0;
CREATE INDEX import_items_video ON import_items (video_id);

-- Speech that is made into text. What was said is in blobs.
CREATE TABLE transcriptions (
    id         TEXT     PRIMARY KEY, -- of the captions that a video's wishes ask for, the video's
    project_id BIGINT   NOT NULL REFERENCES projects (id),
    video_id   TEXT     NOT NULL REFERENCES videos (id),
    address    TEXT     NOT NULL, -- of the video, as it was ordered
    language   TEXT     NOT NULL, -- likewise; '' = to be found out
    captions   SMALLINT NOT NULL, -- the result is shown with the video
    state      TEXT     NOT NULL, -- waiting, running, done, failed, canceled
    parts      INTEGER  NOT NULL DEFAULT 0, -- that are stored
    heard      BIGINT   NOT NULL DEFAULT 0, -- of the video, in nanoseconds
    length     BIGINT   NOT NULL DEFAULT 0, -- likewise; 0 until it is known
    found      TEXT     NOT NULL DEFAULT '', -- the language that was heard
    failure    TEXT,
    created_at BIGINT   NOT NULL,
    updated_at BIGINT   NOT NULL, -- the last progress
    started_at BIGINT,
    ended_at   BIGINT
);
CREATE INDEX transcriptions_project ON transcriptions (project_id, created_at);
