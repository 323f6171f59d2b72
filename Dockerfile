# syntax=docker/dockerfile:1

# Builds the page's script for voice.
FROM node:22-slim AS voice
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/build.mjs web/voice.js ./
RUN npm run build

FROM rust:1.95-slim-bookworm AS builder
WORKDIR /src
COPY . .
COPY --from=voice /web/dist web/dist
# The caches keep crates and built dependencies between builds; `install` copies the program out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked --package interview-rooms --bin interview-rooms \
    && install -D target/release/interview-rooms /out/interview-rooms \
    && mkdir /out/data

# The image contains no shell and no package manager: only the C library, root certificates and an unprivileged user.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=builder /out/interview-rooms /usr/local/bin/interview-rooms
COPY --from=builder --chown=65532:65532 /out/data /data

ENV INTERVIEW_ROOMS_HTTP__LISTEN=0.0.0.0:8080 \
    INTERVIEW_ROOMS_DATABASE__URL=sqlite:///data/interview-rooms.db
# The SQLite database, the instance key and, if there is one, interview-rooms.toml.
VOLUME ["/data"]
WORKDIR /data
USER 65532:65532
EXPOSE 8080

HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["/usr/local/bin/interview-rooms", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/interview-rooms"]
