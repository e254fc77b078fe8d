"""The demo database: made when it is asked for, updated when the module changed since."""

from . import cache, database, module, ui


def prepare(site, *, name=None, demo=True, fresh=False):
    """Return the name of the database with the module, as the repository has it now."""
    name = name or (database.DEMO if demo else database.PLAIN)
    with cache.lock(f"database-{name}"):
        if fresh and site.databases.exists(name):
            with ui.step(f"Drop the database {name}"):
                site.databases.drop(name)
        wanted = module.version_hash()
        if not site.databases.exists(name):
            _create(site, name, demo)
        elif site.databases.note_of(name) == wanted:
            return name
        else:
            with ui.step(f"Update {module.NAME} in the database {name}: the module changed since"):
                site.install(name, [module.NAME], update=True)
        site.databases.write_note(name, wanted)
    return name


def _create(site, name, demo):
    stock = site.stock_template(demo)
    part = f"{name}_part"
    site.databases.drop(part)
    with ui.step(f"Make the database {name} ({'with' if demo else 'without'} demo data)"):
        site.databases.copy(stock, part)
        site.install(part, [module.NAME], demo)
        site.databases.rename(part, name)
