# demonstration-influence: Toy model: the closed form's ranking of demonstrations, and training without each of them
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1300,800 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
# One point a group of source demonstrations and training, coloured by u.
set datafile missing NaN
set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
set cbrange [0:1]
unset colorbox
set xtics font ",10"
set grid linecolor "#eeeeee"
set format x "%g"
set xzeroaxis linecolor "#999999"
set yzeroaxis linecolor "#999999"
set multiplot layout 2,3
set title "closed form without, Δz = 0.01"
set xlabel "pull of the group"
set ylabel "change of the loss"
plot "figure.csv" using ($1 == 0.01 && strcol(8) eq "closed-form" ? $7 : NaN):10:5 skip 1 with points pointtype 7 pointsize 0.5 linecolor palette notitle
set title "closed form without, Δz = 0.5"
set xlabel "pull of the group"
set ylabel "change of the loss"
plot "figure.csv" using ($1 == 0.5 && strcol(8) eq "closed-form" ? $7 : NaN):10:5 skip 1 with points pointtype 7 pointsize 0.5 linecolor palette notitle
set title "closed form without, Δz = 3"
set xlabel "pull of the group"
set ylabel "change of the loss"
plot "figure.csv" using ($1 == 3 && strcol(8) eq "closed-form" ? $7 : NaN):10:5 skip 1 with points pointtype 7 pointsize 0.5 linecolor palette notitle
set title "network, trained without, Δz = 0.01"
set xlabel "pull of the group"
set ylabel "change of the loss"
plot "figure.csv" using ($1 == 0.01 && strcol(8) eq "network" ? $7 : NaN):10:5 skip 1 with points pointtype 7 pointsize 0.5 linecolor palette notitle
set title "network, trained without, Δz = 0.5"
set xlabel "pull of the group"
set ylabel "change of the loss"
plot "figure.csv" using ($1 == 0.5 && strcol(8) eq "network" ? $7 : NaN):10:5 skip 1 with points pointtype 7 pointsize 0.5 linecolor palette notitle
set title "network, trained without, Δz = 3"
set xlabel "pull of the group"
set ylabel "change of the loss"
plot "figure.csv" using ($1 == 3 && strcol(8) eq "network" ? $7 : NaN):10:5 skip 1 with points pointtype 7 pointsize 0.5 linecolor palette notitle
unset multiplot
