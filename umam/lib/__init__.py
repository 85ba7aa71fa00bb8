"""Topic modules that know no app: files, media, processes, errors."""
