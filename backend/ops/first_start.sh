#!/bin/sh
# Loads the reference data of the district; twice is the same as once.
set -eu
for command in load_places load_routing load_templates load_registers; do python manage.py "$command"; done
