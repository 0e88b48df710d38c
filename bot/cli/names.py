"""`explain`, `places` and `actors`: what a question or a name is taken for, and why; for people who tune it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli.options import Database, settings_with
from bot.cli.options import reading as reading_index
from bot.cli.questions import Now, moment_of
from bot.config.settings import load_settings
from bot.opening import open_world
from domain.errors import WatchfloorError

if TYPE_CHECKING:
    from domain.places import Place
    from knowledge.places.gazetteer import Gazetteer
    from query.reading import Reading

Name = Annotated[str, typer.Argument(help="The name, in any common spelling or script.")]


def explain(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    now: Now = None,
    database: Database = None,
) -> None:
    """Show how a question is read: its pieces with their scores, the reading, other readings, and the SQL.

    Example:

        watchfloor explain "russian stikes near kharkiv last week"
    """
    from query.search.selecting import select
    from query.understand import understand
    from query.wording.paraphrase import sentence
    from store.search.finding import statement
    from store.search.known_places import KnownPlaces

    settings = settings_with(database)
    world = open_world(settings)
    moment = moment_of(now) or datetime.now(UTC)
    with reading_index(settings.database) as connection:
        known = KnownPlaces(connection)
        reading = understand(question, moment, world, settings.zone, known_places=known)
        sql, parameters = statement(connection, select(reading.query, world))
    _pieces(reading)
    typer.echo(f"\nReading: {sentence(reading.query)}")
    for note in reading.notes:
        typer.echo(f"Note:    {note}")
    for other in reading.alternatives:
        typer.echo(f"Or:      {other.label}: {sentence(other.query)}")
    typer.echo(f"\n{sql.strip()}\n")
    for name, value in parameters.items():
        typer.echo(f"  :{name} = {value}")


class _ByName(TyperGroup):
    """A group that takes what is none of its commands for a name to look up: `places homs` is `places find homs`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # typer brings a click of its own
        """The command of the first word, else the look-up of all words."""
        known = bool(args) and args[0] in self.commands
        return super().resolve_command(ctx, args if known else ["find", *args])


places = typer.Typer(cls=_ByName, no_args_is_help=True, help="Look a place up by name, or add places of one's own.")


@places.command("find")
def find_place(name: Name) -> None:
    """Look a place up: what the gazetteer takes the name for, best first, with the reasons. "find" may be left out.

    Example:

        watchfloor places "deir el zor"
    """
    gazetteer = open_world(load_settings()).gazetteer
    found = gazetteer.candidates(name)
    if not found:
        raise WatchfloorError(f"No place is known by a name like {name!r}; try another spelling or the nearest town.")
    for candidate in found:
        place = candidate.place
        typer.echo(f"{candidate.score:.2f}  {place.name} ({_whereabouts(place, gazetteer)})  {place.id}")
        typer.echo(f"      {place.latitude:.3f}, {place.longitude:.3f}; {candidate.reason}{_origin(place, gazetteer)}")


@places.command("import")
def import_places(
    file: Annotated[Path, typer.Argument(help="The file: TXT, ZIP, CSV or XLSX.")],
    source: Annotated[str | None, typer.Option(help="Where the places come from; the file's name if left out.")] = None,
) -> None:
    """Add places to the gazetteer, which every command then knows: villages, camps and districts that it lacks.

    Three kinds of file are told apart by their first line: a country's dump of GeoNames (tab-separated, as in NG.txt or
    NG.zip), a table of p-codes of OCHA (CSV or XLSX, with admin2Name_en and admin2Pcode and so on), and a CSV of one's
    own with the columns name, country, latitude, longitude and, if wanted, admin1 and aliases (parted by ";").

    They are kept beside the compiled gazetteer (WATCHFLOOR_CACHE) in added-places.sqlite. A second import of a file
    changes nothing; rows that cannot be used are named by their line, the others are taken. A bot that runs knows them
    when it is started again.

    Example:

        watchfloor places import NG.zip

        watchfloor places import nga_adminboundaries_tabulardata.xlsx --source OCHA
    """
    from ingestion.place_files import read_places
    from knowledge.places.tables.added import add
    from knowledge.places.tables.cache import added_path

    gazetteer = open_world(load_settings()).gazetteer
    tally = read_places(file, gazetteer)
    added = add(added_path(gazetteer.folder), tally.entries, source or file.name)
    parts = [f"{added.new:,} {'place' if added.new == 1 else 'places'} added", f"{added.known:,} known already"]
    if tally.unlocated:
        parts.append(f"{tally.unlocated:,} of them without a position, somewhere in their province")
    if tally.passed:
        parts.append(f"{tally.passed:,} rows passed over, which name no place or one that the gazetteer has")
    typer.echo("; ".join(parts) + ".")
    for problem in tally.problems:
        typer.echo(problem, err=True)
    if tally.problems:
        raise typer.Exit(1)


def _origin(place: "Place", gazetteer: "Gazetteer") -> str:
    """The source of a place that was added."""
    from knowledge.places.tables.added import source_of
    from knowledge.places.tables.cache import added_path

    if not gazetteer.was_added(place.id):
        return ""
    return f"; from {source_of(added_path(gazetteer.folder), place.id)}"


def actors(name: Name) -> None:
    """Look an actor up: whom the catalogue takes the name for, its other names, and who belongs to it.

    Example:

        watchfloor actors daesh
    """
    catalogue = open_world(load_settings()).catalogue
    match = catalogue.resolve(name)
    if match is None:
        raise WatchfloorError(
            f"No actor is known by a name like {name!r}; try another spelling or the group's full name."
        )
    actor = match.actor
    typer.echo(f"{match.score:.2f}  {actor.name} ({actor.kind.value}, {actor.country or 'no one country'})  {actor.id}")
    typer.echo(f"      {match.reason}")
    typer.echo(f"      also: {', '.join(catalogue.names(actor.id))}")
    members = sorted(catalogue.within(actor.id) - {actor.id})
    if members:
        typer.echo(f"      with: {', '.join(members)}")
    for rival in match.rivals:
        typer.echo(f"      or:   {rival.name}  {rival.id}")


def _pieces(reading: "Reading") -> None:
    width = max((len(piece.text) for piece in reading.pieces), default=0)
    for piece in reading.pieces:
        mark = "+" if piece.chosen else "-"
        typer.echo(f"{mark} {piece.score:5.2f}  {piece.text:{width}}  {piece.kind:8} {piece.meaning}".rstrip())


def _whereabouts(place: "Place", gazetteer: "Gazetteer") -> str:
    people = f", {place.population:,} people" if place.population else ""
    chain = ", ".join(parent.name for parent in gazetteer.chain(place))
    return f"{place.kind.value}{', ' + chain if chain else ''}{people}"
